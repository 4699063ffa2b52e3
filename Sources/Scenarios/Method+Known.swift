/// The methods whose kind is known without asking.
extension Method {
  /// The methods of `greet.Greeter`, which is all of that service, and the health check's.
  static let known: [String: CallKind] = [
    "greet.Greeter/SayHello": .unary,
    "greet.Greeter/SayHelloServerStream": .serverStreaming,
    "greet.Greeter/SayHelloClientStream": .clientStreaming,
    "greet.Greeter/SayHelloBidi": .bidirectional,
    "greet.Payloads/Echo": .unary,
    "grpc.health.v1.Health/Check": .unary,
  ]

  /// The kind of a known method.
  public var knownKind: CallKind? { Self.known[description] }

  /// Whether it is one that our own service has or would have.
  var isGreeting: Bool { description.hasPrefix(Self.greeter) }

  /// Whether its messages are those of our own services.
  var hasKnownMessages: Bool { isGreeting || self == .echo }

  /// Refuses a method that its service does not have.
  func check(_ entry: Entry) throws(Complaint) {
    guard isGreeting, knownKind == nil else { return }
    let names = Self.known.keys.filter { $0.hasPrefix(Self.greeter) }
      .map { String($0.dropFirst(Self.greeter.utf8.count)) }.sorted()
    let advice = Spelling.advice(shortName, among: names) ?? "it has \(Entry.choice(names))"
    throw Complaint(
      "\(entry.subject): \(Self.greeter.dropLast()) has no method \(Complaint.shown(shortName)); "
        + advice
    )
  }

  private static let greeter = "greet.Greeter/"
}
