public import Statistics
internal import Timing

/// A percentile that every result gives.
public enum Percentile: String, CaseIterable, Sendable {
  case p50
  case p90
  case p99
  case p999 = "p99_9"
  case p9999 = "p99_99"

  /// The share of calls that are not slower.
  public var quantile: Double {
    switch self {
    case .p50: 0.5
    case .p90: 0.9
    case .p99: 0.99
    case .p999: 0.999
    case .p9999: 0.9999
    }
  }

  /// How people write it: `p99.9`.
  public var title: String {
    switch self {
    case .p999: "p99.9"
    case .p9999: "p99.99"
    default: rawValue
    }
  }
}

/// The distribution of one kind of latency, in nanoseconds.
public struct LatencySummary: Codable, Sendable, Equatable {
  public var count: UInt64

  /// Latencies above one hour; they are in no other figure.
  public var outOfRange: UInt64
  public var min: Int64
  public var mean: Int64
  public var p50: Int64
  public var p90: Int64
  public var p99: Int64
  public var p999: Int64
  public var p9999: Int64
  public var max: Int64

  /// 95 % intervals of the percentiles; nil if nothing was counted or none were asked for.
  @Nullable public var ci95: PercentileIntervals?

  enum CodingKeys: String, CodingKey {
    case count, min, mean, p50, p90, p99, max, ci95
    case outOfRange = "out_of_range"
    case p999 = "p99_9"
    case p9999 = "p99_99"
  }

  public init(_ histogram: LatencyHistogram, intervals: [QuantileInterval] = []) {
    let value = { (percentile: Percentile) in histogram.quantile(percentile.quantile).count }
    count = histogram.count
    outOfRange = histogram.outOfRange
    min = histogram.min.count
    mean = Int64(histogram.mean.rounded())
    p50 = value(.p50)
    p90 = value(.p90)
    p99 = value(.p99)
    p999 = value(.p999)
    p9999 = value(.p9999)
    max = histogram.max.count
    ci95 = PercentileIntervals(intervals)
  }

  public subscript(percentile: Percentile) -> Int64 {
    switch percentile {
    case .p50: p50
    case .p90: p90
    case .p99: p99
    case .p999: p999
    case .p9999: p9999
    }
  }
}

/// The 95 % intervals of a distribution's percentiles, in nanoseconds, and how they were found.
public struct PercentileIntervals: Codable, Sendable, Equatable {
  public var method: QuantileInterval.Method

  /// Each a lower and an upper bound.
  public var p50: [Int64]
  public var p90: [Int64]
  public var p99: [Int64]
  public var p999: [Int64]
  public var p9999: [Int64]

  enum CodingKeys: String, CodingKey {
    case method, p50, p90, p99
    case p999 = "p99_9"
    case p9999 = "p99_99"
  }

  /// The intervals of the percentiles in the order of `Percentile.allCases`; nil unless there is
  /// one for each.
  init?(_ intervals: [QuantileInterval]) {
    guard intervals.count == Percentile.allCases.count else { return nil }
    method = intervals[0].method
    let bounds = intervals.map { [$0.lower.count, $0.upper.count] }
    (p50, p90, p99, p999, p9999) = (bounds[0], bounds[1], bounds[2], bounds[3], bounds[4])
  }

  /// The lower and upper bound for `percentile`, in nanoseconds; nil if the document does not hold
  /// two.
  public subscript(percentile: Percentile) -> (lower: Int64, upper: Int64)? {
    let bounds =
      switch percentile {
      case .p50: p50
      case .p90: p90
      case .p99: p99
      case .p999: p999
      case .p9999: p9999
      }
    return bounds.count == 2 ? (bounds[0], bounds[1]) : nil
  }
}
