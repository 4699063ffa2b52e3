import Scenarios
import Timing

/// When a connection is too old or has been idle too long: a value that is told the time.
struct Renewal {
  private let end: Instant
  private let maxIdle: Nanoseconds?
  /// Since when there has been no call; nil while there is one.
  private var idleSince: Instant?
  private var calls = 0

  /// A connection that stands from now on.
  init(_ life: ConnectionLife, at now: Instant, _ random: inout SplitMix64) {
    maxIdle = life.maxIdle
    idleSince = now
    // A tenth more or less, so that connections of one moment go one by one.
    end =
      life.maxAge.map { age in
        now + Nanoseconds(Int64(Double(age.count) * (0.9 + 0.2 * random.nextUnit())))
      } ?? .distantFuture
  }

  /// Why the connection should go now, if it should.
  ///
  /// - Parameters:
  ///   - now: What time it is.
  ///   - lastRead: When something came last.
  ///   - hasCalls: A call is under way.
  ///   - calls: How many have begun in all.
  /// - Returns: The reason; nil for a connection that may stay.
  mutating func reason(
    at now: Instant,
    lastRead: Instant,
    hasCalls: Bool,
    calls: Int
  ) -> Reason? {
    if hasCalls {
      idleSince = nil
    } else if idleSince == nil || calls != self.calls {
      idleSince = lastRead
    }
    self.calls = calls
    if now >= end { return .age }
    guard let maxIdle, let idleSince, now >= idleSince + maxIdle else { return nil }
    return .idleness
  }

  enum Reason {
    case age
    case idleness
  }

  /// When to look again, after `reason`.
  func next(at now: Instant) -> Instant {
    guard let maxIdle else { return end }
    return min(end, (idleSince ?? now) + maxIdle)
  }
}
