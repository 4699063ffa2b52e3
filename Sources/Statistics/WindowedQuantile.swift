public import Timing

/// A quantile that a few bad moments do not decide: the median over windows of each window's own.
///
/// Where a machine's host stops it for a part of the time, the tail of all calls together is that
/// of the stops. The median window shows what the server does when it is let.
public enum WindowedQuantile {
  /// Calls that a window has at least: with fewer it has no tail.
  public static let leastCalls: UInt64 = 100

  /// - Parameters:
  ///   - quantile: In 0…1.
  ///   - intervals: In order; consecutive ones are taken together until they have enough calls.
  /// - Returns: Nil if all of them together have too few.
  public static func median(
    _ quantile: Double,
    of intervals: [IntervalRecording]
  ) -> Nanoseconds? {
    var found: [Nanoseconds] = []
    var window = SparseHistogram.empty
    for interval in intervals {
      window = window.adding(interval.response)
      guard window.count >= leastCalls else { continue }
      found.append(LatencyHistogram(window).quantile(quantile))
      window = .empty
    }
    let sorted = found.sorted()
    guard !sorted.isEmpty else { return nil }
    let middle = sorted.count / 2
    guard sorted.count.isMultiple(of: 2) else { return sorted[middle] }
    return Nanoseconds((sorted[middle - 1].count + sorted[middle].count) / 2)
  }
}

extension LatencyHistogram {
  /// The part of all values that is surely above a limit, 0…1; nothing is above in an empty one.
  public func share(above limit: Nanoseconds) -> Double {
    let all = count + outOfRange
    guard all > 0 else { return 0 }
    let above = counts.reduce(outOfRange) {
      $0 + (LatencyScale.lowest(at: $1.index) > limit ? $1.count : 0)
    }
    return Double(above) / Double(all)
  }
}
