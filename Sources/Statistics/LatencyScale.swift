public import Timing

/// How a latency maps to a counter: HdrHistogram's log-linear buckets at three significant digits
/// from one nanosecond to one hour.
///
/// The first 2,048 counters are one nanosecond wide; after that each 1,024 counters cover twice the
/// range of the ones before (HdrHistogram: `index = ((bucket + 1) << log2(half)) + sub − half`). No
/// counter is wider than 0.1 % of its values.
public enum LatencyScale {
  /// The highest latency that is counted: one hour.
  public static let highest = Nanoseconds(3_600_000_000_000)

  /// HdrHistogram's name for the precision: decimal digits that every counted value keeps.
  public static let significantDigits = 3

  public static let subBuckets = 2_048

  public static let buckets = 32

  /// How many counters there are: 33,792, which is 264 KiB of 64-bit counts.
  public static let counters = (buckets + 1) * subBuckets / 2

  /// The counter of a latency in `0...highest`.
  @inlinable
  public static func index(of latency: Nanoseconds) -> Int {
    let value = UInt64(bitPattern: latency.count)
    let bucket = 53 - (value | 2_047).leadingZeroBitCount
    return bucket &<< 10 &+ Int(truncatingIfNeeded: value &>> UInt64(truncatingIfNeeded: bucket))
  }

  /// The lowest latency that counter `index` counts.
  @inlinable
  public static func lowest(at index: Int) -> Nanoseconds {
    guard index >= 2_048 else { return Nanoseconds(Int64(index)) }
    let bucket = (index >> 10) - 1
    return Nanoseconds(Int64(index & 1_023 | 1_024) << Int64(bucket))
  }

  /// The highest latency that counter `index` counts, which is the value that quantiles report.
  @inlinable
  public static func highest(at index: Int) -> Nanoseconds {
    lowest(at: index + 1) - Nanoseconds(1)
  }
}
