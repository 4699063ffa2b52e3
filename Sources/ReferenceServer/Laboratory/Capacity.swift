import Synchronization
public import Timing

/// How many calls a server can start: those beyond wait in a queue, the first come the first
/// served.
public struct Capacity: Equatable, Sendable {
  public static let bursts = 1...1_000_000

  public var rate: Rate
  /// Calls that may start at once after a time without any.
  public var burst: Int

  /// Reads `5000` or `5000 burst 100`; the burst is 1 when it is not said.
  public init(text: String) throws(KnobError) {
    var knob = KnobText(text, example: "\"5000\" or \"5000 burst 100\", in calls per second")
    let word = try knob.word("rate")
    do {
      rate = try Rate(text: word)
    } catch {
      throw knob.complaint("has \(word), which \(error)")
    }
    burst = knob.takes("burst") ? try knob.whole("burst", Self.bursts) : 1
    try knob.end()
  }
}

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
    return max(now, Instant(nanoseconds: Int64(start.rounded(.up))))
  }
}

/// The one bucket that all threads of a server draw from.
final class SharedBucket: Sendable {
  private let bucket: Mutex<TokenBucket>

  init(_ capacity: Capacity) {
    bucket = Mutex(TokenBucket(capacity))
  }

  func admit(_ now: Instant) -> Instant { bucket.withLock { $0.admit(now) } }
}
