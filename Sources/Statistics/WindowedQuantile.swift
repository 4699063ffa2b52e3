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
  ///     Calls that failed are slower than any other.
  /// - Returns: Nil if all of them together have too few, or if the median is that of a window
  ///   whose quantile is a call that failed.
  public static func median(
    _ quantile: Double,
    of intervals: [IntervalRecording]
  ) -> Nanoseconds? {
    var found: [Nanoseconds] = []
    var windows = 0
    var window = SparseHistogram.empty
    var failed: UInt64 = 0
    for interval in intervals {
      window = window.adding(interval.response)
      failed += interval.failed
      guard window.count + failed >= leastCalls else { continue }
      windows += 1
      if let value = LatencyHistogram(window).quantile(quantile, failed: failed) {
        found.append(value)
      }
      (window, failed) = (.empty, 0)
    }
    // Windows without a value are behind those that have one.
    let sorted = found.sorted()
    let middle = windows / 2
    guard windows > 0, middle < sorted.count else { return nil }
    guard windows.isMultiple(of: 2) else { return sorted[middle] }
    return Nanoseconds((sorted[middle - 1].count + sorted[middle].count) / 2)
  }
}

extension LatencyHistogram {
  /// The latency that the share `q` of calls did not exceed if `failed` more were slower than any.
  ///
  /// It is that of rank ⌈q·(count + failed)⌉. Latencies out of range are slower than any too.
  ///
  /// - Returns: Nil if that rank is one of theirs, or there are no calls.
  public func quantile(_ q: Double, failed: UInt64) -> Nanoseconds? {
    let slower = failed + outOfRange
    guard slower > 0 else { return count > 0 ? quantile(q) : nil }
    let rank = Swift.max(1, (q * Double(count + slower)).rounded(.up))
    guard rank <= Double(count) else { return nil }
    // Half a rank less, so that rounding cannot make it the next one.
    return quantile((rank - 0.5) / Double(count))
  }

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
