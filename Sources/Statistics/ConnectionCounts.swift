public import Timing

/// What became of the connections during the whole run.
///
/// Every connection that stood has ended at the end of the run: `opened` is the sum of `ends`.
/// What was attempted stood, failed, or was cut off: `attempts` is the sum of `opened`,
/// `failedAttempts` and `unfinishedAttempts`.
public struct ConnectionCounts: Sendable, Equatable {
  public var opened: UInt64 = 0
  public var lost: UInt64 = 0
  public var goaways: UInt64 = 0
  public var reconnects: UInt64 = 0
  public var attempts: UInt64 = 0
  /// Attempts that led to no connection.
  public var failedAttempts: UInt64 = 0
  /// Attempts that were on their way at the end of the run; the server may have accepted them.
  public var unfinishedAttempts: UInt64 = 0
  /// Connections that have ended, by why.
  private var ends = [UInt64](repeating: 0, count: ConnectionEnd.allCases.count)

  /// PINGs that asked the server for a sign of life.
  public var pings: UInt64 = 0
  /// Connections that the server ended because of too many PINGs.
  public var tooManyPings: UInt64 = 0
  /// Calls that were sent once more because the server had surely not taken them.
  public var replayed: UInt64 = 0

  /// How long it took until the socket was connected.
  public var connects = LatencyHistogram()
  /// How long TLS handshakes took, from the connected socket to the first byte that can be sent.
  public var handshakes = LatencyHistogram()
  /// How long the server's SETTINGS took, from the first byte that could be sent.
  public var greetings = LatencyHistogram()
  /// How long it took in all until calls could start.
  public var standing = LatencyHistogram()
  /// Handshakes that went on with an earlier session.
  public var resumed: UInt64 = 0

  public init() {}

  /// Counts a TLS handshake.
  public mutating func shookHands(in time: Nanoseconds, isResumed: Bool) {
    handshakes.record(time)
    if isResumed { resumed += 1 }
  }

  /// Counts the end of a connection that stood.
  public mutating func ended(_ end: ConnectionEnd) {
    ends[end.number] += 1
  }

  /// How many connections have ended so.
  public func ends(_ end: ConnectionEnd) -> UInt64 { ends[end.number] }

  public mutating func add(_ other: ConnectionCounts) {
    opened += other.opened
    lost += other.lost
    goaways += other.goaways
    reconnects += other.reconnects
    attempts += other.attempts
    failedAttempts += other.failedAttempts
    unfinishedAttempts += other.unfinishedAttempts
    for number in ends.indices { ends[number] += other.ends[number] }
    pings += other.pings
    tooManyPings += other.tooManyPings
    replayed += other.replayed
    connects.add(other.connects)
    handshakes.add(other.handshakes)
    greetings.add(other.greetings)
    standing.add(other.standing)
    resumed += other.resumed
  }
}
