#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// When the messages inside one call are due, from the call's own start on.
///
/// Smaller than `Arrivals` and without their windows: each open call holds one.
public struct MessageSchedule: BitwiseCopyable, Sendable {
  private let start: Instant
  private let numerator: UInt64
  private let denominator: UInt64
  private var index: UInt64 = 0
  /// The next arrival of a Poisson process, in nanoseconds since the start; below zero where
  /// messages are evenly spaced.
  private var upcoming = -1.0
  private var random: SplitMix64

  /// - Parameters:
  ///   - process: How messages are spaced.
  ///   - rate: Messages per second.
  ///   - start: When the first message of an even spacing is due; those of a Poisson process are
  ///     due behind it.
  ///   - seed: The seed of the spacing.
  ///   - key: What tells this call's spacing from others.
  public init(_ process: ArrivalProcess, rate: Rate, start: Instant, seed: UInt64, key: UInt64) {
    self.start = start
    numerator = rate.numerator
    denominator = rate.denominator
    random = SplitMix64(seed: seed, key: key)
    if process == .poisson { upcoming = 0 }
  }

  /// When the next message is due, never before the last one.
  public mutating func next() -> Instant {
    guard upcoming < 0 else {
      upcoming -= log(random.nextUnit()) * 1e9 * Double(denominator) / Double(numerator)
      return start + Nanoseconds(Int64(min(upcoming, 1e18)))
    }
    // Exact: message i is due at start + floor(i · 10⁹ / rate).
    let offset = UInt128(index) * UInt128(1_000_000_000 * denominator) / UInt128(numerator)
    index += 1
    return start + Nanoseconds(Int64(clamping: min(offset, 1_000_000_000_000_000_000)))
  }
}
