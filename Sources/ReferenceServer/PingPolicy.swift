import Timing

/// What a client's PINGs cost it: those that come too soon are strikes, and three are too many.
///
/// gRPC A8, as its servers do it: a PING that comes sooner than the permitted interval after the
/// last one is a strike, and what the server sends on a stream meanwhile forgives them all, so that
/// PINGs which measure a busy connection are fine.
struct PingPolicy {
  /// Strikes that are forgiven.
  static let mostStrikes = 2
  /// The interval for a client that has no call under way and may not ask then.
  static let intervalWithoutCalls = Nanoseconds.seconds(7_200)

  private let interval: Nanoseconds
  private let permitsWithoutCalls: Bool
  private var last: Instant?
  private var strikes = 0
  /// What the server had sent on streams when the last PING came.
  private var activity = 0

  init(_ rules: ConnectionRules) {
    interval = rules.minPingInterval
    permitsWithoutCalls = rules.permitsPingsWithoutCalls
  }

  /// Judges a PING that has come.
  ///
  /// - Parameters:
  ///   - now: When it came.
  ///   - hasCalls: A call is under way.
  ///   - activity: A number that grows with what the server sends on streams.
  /// - Returns: Whether the client is to be sent away.
  mutating func receivedPing(at now: Instant, hasCalls: Bool, activity: Int) -> Bool {
    defer { (last, self.activity) = (now, activity) }
    guard activity == self.activity else {
      strikes = 0
      return false
    }
    let isAllowed = hasCalls || permitsWithoutCalls
    let least = isAllowed ? interval : max(interval, Self.intervalWithoutCalls)
    guard let last, now < last + least else { return false }
    strikes += 1
    return strikes > Self.mostStrikes
  }
}
