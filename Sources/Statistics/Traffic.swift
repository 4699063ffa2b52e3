/// What passed over the connections while measuring.
public struct Traffic: Sendable, Equatable {
  public var messagesSent: UInt64 = 0
  public var messagesReceived: UInt64 = 0
  public var bytesSent: UInt64 = 0
  public var bytesReceived: UInt64 = 0

  public init() {}

  public mutating func add(_ other: Traffic) {
    messagesSent += other.messagesSent
    messagesReceived += other.messagesReceived
    bytesSent += other.bytesSent
    bytesReceived += other.bytesReceived
  }
}
