/// What a server has done in its life so far.
public struct ServerTally: Sendable {
  /// A way in which calls of a method ended, and how many did.
  public struct Row: Equatable, Sendable {
    /// Such as `greet.Greeter/SayHello`; empty for methods that the server has not.
    public let method: String
    public let ending: CallEnding
    public let calls: Int
  }

  /// Calls that have begun, of any method.
  public var begun = 0
  /// Calls that were answered, with any status, but for those that ask for these counts.
  public var calls = 0
  /// Request messages that came whole.
  public var messagesReceived = 0
  /// Response messages that were made.
  public var messagesSent = 0
  /// Bytes from and to the sockets.
  public var bytesReceived: Int64 = 0
  public var bytesSent: Int64 = 0
  /// Connections that were accepted, and those that are still there.
  public var connectionsOpened = 0
  public var connectionsOpen = 0
  var endings = CallCounts()

  public init() {}

  /// The calls by method and ending, without those that did not happen; calls that their client
  /// gave up before the answer are CANCELLED here, and not among `calls`.
  public var rows: [Row] {
    let methods = ServerMethod.allCases.map(Optional.some) + [nil]
    return methods.flatMap { method in
      (0..<CallEnding.count).compactMap { number in
        let ending = CallEnding(number: number)
        let calls = endings.calls(method, ending)
        let name = method.map { String($0.path.dropFirst()) } ?? ""
        return calls == 0 ? nil : Row(method: name, ending: ending, calls: calls)
      }
    }
  }

  public static func += (sum: inout ServerTally, other: ServerTally) {
    sum.begun += other.begun
    sum.calls += other.calls
    sum.messagesReceived += other.messagesReceived
    sum.messagesSent += other.messagesSent
    sum.bytesReceived += other.bytesReceived
    sum.bytesSent += other.bytesSent
    sum.connectionsOpened += other.connectionsOpened
    sum.connectionsOpen += other.connectionsOpen
    sum.endings += other.endings
  }
}
