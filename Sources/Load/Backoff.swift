import Timing

/// How long a connection waits before it is tried again, as gRPC's connection-backoff document
/// says.
///
/// https://github.com/grpc/grpc/blob/master/doc/connection-backoff.md: 1 s × 1.6ⁿ with a jitter of
/// ±20 %, at most 120 s. A load generator starts lower, so that a restarted server is found while
/// the run still measures.
struct Backoff {
  static let first = Nanoseconds.milliseconds(50)
  static let longest = Nanoseconds.seconds(5)
  static let factor = 1.6
  static let jitter = 0.2

  /// Attempts that have failed since the last connection stood.
  private(set) var failures = 0
  private var random: SplitMix64

  init(seed: UInt64) {
    random = SplitMix64(seed: seed)
  }

  mutating func connected() {
    failures = 0
  }

  /// The pause after one more failure.
  mutating func failed() -> Nanoseconds {
    var pause = Double(Self.first.count)
    for _ in 0..<failures where pause < Double(Self.longest.count) { pause *= Self.factor }
    failures += 1
    let jitter = 1 + Self.jitter * Double.random(in: -1...1, using: &random)
    return Nanoseconds(Int64(min(pause, Double(Self.longest.count)) * jitter))
  }
}
