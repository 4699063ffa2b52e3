/// What a server has done in its life so far.
public struct ServerTally: Equatable, Sendable {
  /// Calls that were answered, with any status.
  public var calls = 0
  /// Request messages that came whole.
  public var messagesReceived = 0
  /// Response messages that were made.
  public var messagesSent = 0
  /// Bytes from and to the sockets.
  public var bytesReceived: Int64 = 0
  public var bytesSent: Int64 = 0

  public init() {}

  public static func += (sum: inout ServerTally, other: ServerTally) {
    sum.calls += other.calls
    sum.messagesReceived += other.messagesReceived
    sum.messagesSent += other.messagesSent
    sum.bytesReceived += other.bytesReceived
    sum.bytesSent += other.bytesSent
  }
}
