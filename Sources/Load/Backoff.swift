import Scenarios
import Timing

/// When a connection may be tried again, as gRPC's connection-backoff document says.
///
/// https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md: the time from one attempt to
/// the next is 1 s × 1.6ⁿ with a jitter of ±20 %, at most 120 s, and counts from the start of the
/// attempt; a connection that stands begins anew. The first pause has its jitter too, so that
/// connections which were lost together do not come back together.
struct Backoff {
  private let settings: ConnectionLife.Backoff
  private var random: SplitMix64
  /// Attempts that have begun since the last connection stood.
  private(set) var attempts = 0
  private var begun = Instant(nanoseconds: 0)
  /// No attempt begins before this instant.
  private(set) var next = Instant(nanoseconds: 0)

  init(_ settings: ConnectionLife.Backoff, seed: UInt64) {
    self.settings = settings
    random = SplitMix64(seed: seed)
  }

  /// An attempt begins.
  mutating func attempt(at now: Instant) {
    begun = now
    next = now + pause()
    attempts += 1
  }

  /// The server's SETTINGS are here: the pause is the first again.
  mutating func connected() {
    attempts = 0
    next = min(next, begun + pause())
  }

  private mutating func pause() -> Nanoseconds {
    let most = Double(settings.max.count)
    var pause = Double(settings.initial.count)
    for _ in 0..<attempts where pause < most { pause *= settings.multiplier }
    let jitter = 1 + settings.jitter * Double.random(in: -1...1, using: &random)
    return Nanoseconds(Int64(min(pause, most) * jitter))
  }
}
