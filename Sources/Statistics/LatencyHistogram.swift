public import Histogram
public import Timing

/// Counts of latencies from one nanosecond to one hour, each kept to three significant digits.
///
/// A histogram takes its 264 KiB of memory with its first latency, so that one of what never
/// happens is free. Every figure is a function of the counts alone, so a histogram that was merged,
/// stored or read back says exactly what the original said. Latencies above the range are counted
/// in `outOfRange`; they are in no quantile.
public struct LatencyHistogram: Sendable, Equatable {
  /// Shared by all empty histograms until the first latency is counted.
  @usableFromInline var histogram = Self.empty

  private static let empty = Histogram<UInt64>(
    lowestDiscernibleValue: 1,
    highestTrackableValue: UInt64(LatencyScale.highest.count),
    numberOfSignificantValueDigits: .three
  )

  /// How many latencies were longer than `LatencyHistogram.highest`.
  public private(set) var outOfRange: UInt64 = 0

  /// The longest latency that is counted: one hour.
  public static var highest: Nanoseconds { LatencyScale.highest }

  public init() {}

  /// An empty histogram that has its memory already, so that counting never allocates.
  public static func reserved() -> LatencyHistogram {
    var histogram = LatencyHistogram()
    // Writing a counter is what makes the shared memory this histogram's own.
    histogram.histogram.record(0, count: 0)
    return histogram
  }

  @inlinable
  public mutating func record(_ latency: Nanoseconds) {
    record(latency, count: 1)
  }

  /// Counts `count` calls of the same latency, which must not be negative: no call ends before it
  /// starts.
  @inlinable
  public mutating func record(_ latency: Nanoseconds, count: UInt64) {
    precondition(
      latency.count >= 0,
      "a latency of \(latency.count) ns: the call ends before it starts"
    )
    guard latency <= LatencyScale.highest else { return recordOutOfRange(count: count) }
    histogram.record(UInt64(latency.count), count: count)
  }

  @usableFromInline
  mutating func recordOutOfRange(count: UInt64) {
    outOfRange += count
  }

  public mutating func add(_ other: LatencyHistogram) {
    if other.count > 0 { histogram.add(other.histogram) }
    outOfRange += other.outOfRange
  }

  public mutating func reset() {
    self = LatencyHistogram()
  }

  /// How many latencies were counted, without those out of range.
  public var count: UInt64 { histogram.totalCount }

  /// Whether no latency was recorded, not even one out of range.
  public var isEmpty: Bool { count == 0 && outOfRange == 0 }

  /// The shortest latency to three digits, rounded down; zero when there is none.
  public var min: Nanoseconds {
    guard count > 0 else { return .zero }
    return Nanoseconds(Int64(histogram.lowestEquivalentForValue(histogram.min)))
  }

  /// The longest latency to three digits, rounded up; zero when there is none.
  public var max: Nanoseconds { Nanoseconds(Int64(histogram.max)) }

  /// The mean of the middles of the counters' ranges, in nanoseconds; zero when there is none.
  public var mean: Double {
    guard count > 0 else { return 0 }
    return counts.reduce(0) { $0 + $1.middle * Double($1.count) } / Double(count)
  }

  /// The standard deviation about `mean`, in nanoseconds; zero when there is none.
  public var standardDeviation: Double {
    guard count > 0 else { return 0 }
    let mean = self.mean
    let squares = counts.reduce(0) {
      $0 + ($1.middle - mean) * ($1.middle - mean) * Double($1.count)
    }
    return (squares / Double(count)).squareRoot()
  }

  /// The latency that the share `q` of calls did not exceed, `q` in 0…1: the highest value of the
  /// counter that holds the call of rank ⌈q·count⌉; zero when there is none.
  public func quantile(_ q: Double) -> Nanoseconds {
    precondition((0...1).contains(q), "quantile \(q) is outside 0...1")
    guard count > 0 else { return .zero }
    let value = histogram.valueAtPercentile(q * 100)
    return Nanoseconds(Int64(histogram.highestEquivalentForValue(value)))
  }

  /// The counters that are not zero, lowest first.
  ///
  /// The library's own iterator is not used because it sums count × value in 64 bits and traps when
  /// the latencies of a long overload add up to more than 584 years.
  public var counts: [Counter] {
    guard count > 0 else { return [] }
    let used = LatencyScale.index(of: min)...LatencyScale.index(of: max)
    return used.compactMap { index in
      let count = histogram.countForValue(UInt64(LatencyScale.lowest(at: index).count))
      return count > 0 ? Counter(index: index, count: count) : nil
    }
  }

  mutating func add(_ counter: Counter) {
    histogram.record(UInt64(LatencyScale.lowest(at: counter.index).count), count: counter.count)
  }

  mutating func addOutOfRange(_ count: UInt64) {
    outOfRange += count
  }
}

/// One counter of a histogram: where it stands on the `LatencyScale`, and its count.
public struct Counter: Sendable, Equatable {
  public var index: Int
  public var count: UInt64

  @inlinable
  public init(index: Int, count: UInt64) {
    self.index = index
    self.count = count
  }

  /// The middle of the latencies that the counter counts, in nanoseconds.
  public var middle: Double {
    let range = (LatencyScale.lowest(at: index).count, LatencyScale.highest(at: index).count)
    return Double(range.0) / 2 + Double(range.1) / 2
  }
}
