import Scenarios
import Synchronization
import Timing

/// A token bucket as a virtual schedule: the generic cell rate algorithm (ITU-T I.371, annex A),
/// whose late cells wait in place of being dropped.
struct TokenBucket {
  private let gap: Double
  private let tolerance: Double
  /// When the bucket would be full again, in nanoseconds of the clock.
  private var full = -Double.infinity

  init(_ capacity: Capacity) {
    gap = capacity.rate.meanGap
    tolerance = gap * Double(capacity.burst - 1)
  }

  /// When a call may start that arrives now.
  mutating func admit(_ now: Instant) -> Instant {
    let start = max(Double(now.nanoseconds), full - tolerance)
    full = max(start, full) + gap
    // Many calls at a very low rate would wait for longer than the clock can count.
    guard start < Double(Instant.distantFuture.nanoseconds) else { return .distantFuture }
    return max(now, Instant(nanoseconds: Int64(start.rounded(.up))))
  }

  /// Takes back the last turns, of calls that have not started and will not.
  mutating func giveBack(_ turns: Int) {
    full -= gap * Double(turns)
  }
}

/// The one bucket that all threads of a server draw from.
final class SharedBucket: Sendable {
  private let bucket: Mutex<TokenBucket>

  init(_ capacity: Capacity) {
    bucket = Mutex(TokenBucket(capacity))
  }

  func admit(_ now: Instant) -> Instant { bucket.withLock { $0.admit(now) } }

  func giveBack(_ turns: Int) {
    if turns > 0 { bucket.withLock { $0.giveBack(turns) } }
  }
}
