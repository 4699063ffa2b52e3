public import Timing

/// One kind of call of a plan: its method, what it carries, and how its messages go.
public struct PlannedCall: Equatable, Sendable {
  /// What reports call it; no other call of the plan has the same name.
  public var name = "SayHello"
  public var method = Method.sayHello
  public var kind = CallKind.unary
  /// How often it is made, beside the weights of the plan's other calls.
  public var weight = 1
  public var request = Request()
  public var messages = Messages()
  /// Time that each call may take; nothing if it may take any.
  public var deadline: Nanoseconds? = Nanoseconds.seconds(10)
  public var cancel = Cancellation()

  public init() {}

  /// When the client gives a call up although nothing is wrong; such a call has ended as planned.
  public struct Cancellation: Codable, Equatable, Sendable {
    /// As soon as so many messages have come; never for nothing.
    public var afterMessages: Int?
    /// So long after its intended start; never for nothing.
    public var after: Nanoseconds?

    public init() {}

    private enum CodingKeys: String, CodingKey {
      case afterMessages = "after_messages"
      case after = "after_ns"
    }

    /// Written out because what never happens says so: `null` instead of no key.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(afterMessages, forKey: .afterMessages)
      try container.encode(after, forKey: .after)
    }
  }
}

extension PlannedCall: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, method, kind, weight, request, messages
    case deadline = "deadline_ns"
    case cancel
  }

  /// Written out because a call without a deadline says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(method, forKey: .method)
    try container.encode(kind, forKey: .kind)
    try container.encode(weight, forKey: .weight)
    try container.encode(request, forKey: .request)
    try container.encode(messages, forKey: .messages)
    try container.encode(deadline, forKey: .deadline)
    try container.encode(cancel, forKey: .cancel)
  }
}
