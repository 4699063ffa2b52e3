public import Timing

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

/// What became of the connections during the whole run.
public struct ConnectionCounts: Sendable, Equatable {
  public var opened: UInt64 = 0
  public var lost: UInt64 = 0
  public var goaways: UInt64 = 0
  public var reconnects: UInt64 = 0
  /// How long TLS handshakes took, from the connected socket to the first byte that can be sent.
  public var handshakes = LatencyHistogram()
  /// Handshakes that went on with an earlier session.
  public var resumed: UInt64 = 0

  public init() {}

  /// Counts a TLS handshake.
  public mutating func shookHands(in time: Nanoseconds, isResumed: Bool) {
    handshakes.record(time)
    if isResumed { resumed += 1 }
  }

  public mutating func add(_ other: ConnectionCounts) {
    opened += other.opened
    lost += other.lost
    goaways += other.goaways
    reconnects += other.reconnects
    handshakes.add(other.handshakes)
    resumed += other.resumed
  }
}
