import Statistics
import Timing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A seeded generator for tests (an LCG with the multiplier of Knuth's MMIX, high bits mixed down).
struct Seeded: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
  }

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state ^ (state >> 31)) &* 0x9e37_79b9_7f4a_7c15
    return mixed ^ (mixed >> 29)
  }

  /// An exponential latency of the given mean.
  mutating func exponential(mean: Double) -> Nanoseconds {
    Nanoseconds(Int64(-log(1 - Double.random(in: 0..<1, using: &self)) * mean))
  }
}

extension Instant {
  static func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: 5_000_000_000) + .milliseconds(milliseconds)
  }
}

extension LatencyHistogram {
  init(_ values: [Nanoseconds]) {
    self.init()
    for value in values { record(value) }
  }

  static func random(seed: UInt64, count: Int = 1_000) -> LatencyHistogram {
    var random = Seeded(seed: seed)
    return LatencyHistogram((0..<count).map { _ in random.exponential(mean: 1e6) })
  }
}
