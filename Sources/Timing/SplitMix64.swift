/// A small seeded generator of random numbers that any key can open anew.
///
/// Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators (OOPSLA 2014).
public struct SplitMix64: BitwiseCopyable, RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed
  }

  /// The generator that belongs to `key` under `seed`, without a walk through those before it.
  ///
  /// Both are mixed, because neighbouring states would give shifted copies of one sequence.
  public init(seed: UInt64, key: UInt64) {
    state = Self.mixed(Self.mixed(seed &+ Self.increment) &+ Self.mixed(key &* 2 &+ 1))
  }

  public mutating func next() -> UInt64 {
    state &+= Self.increment
    return Self.mixed(state)
  }

  /// The next number above 0 and not above 1, evenly spread; its logarithm is always finite.
  public mutating func nextUnit() -> Double {
    Double((next() >> 11) + 1) * 0x1p-53
  }

  /// The golden ratio's odd fraction of 2^64.
  private static let increment: UInt64 = 0x9E37_79B9_7F4A_7C15

  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
