public import Timing

/// A 95 % confidence interval for one quantile of a latency.
public struct QuantileInterval: Sendable, Equatable {
  /// How an interval was found.
  public enum Method: String, Sendable, Codable, CaseIterable {
    /// Whole blocks of the run were resampled: neighbouring calls may depend on each other.
    case blockBootstrap = "block_bootstrap"

    /// Ranks about the quantile's, as if calls were independent: a lower bound of the uncertainty.
    case orderStatistics = "order_statistics"
  }

  /// The quantile, in 0…1.
  public var quantile: Double
  public var lower: Nanoseconds
  public var upper: Nanoseconds
  public var method: Method

  /// Intervals for quantiles of the response time, by block bootstrap if the run has at least ten
  /// whole intervals, else by order statistics; empty if no call was measured.
  ///
  /// Calls that ended after the window belong to the last block.
  public static func response(
    of recording: Recording,
    quantiles: [Double],
    seed: UInt64
  ) -> [QuantileInterval] {
    let whole = Blocks.whole(of: recording)
    guard whole.count >= Blocks.least else {
      return quantiles.compactMap { orderStatistics(of: recording.response, quantile: $0) }
    }
    var blocks: [SparseHistogram] = []
    var rest = recording.intervals[...]
    for size in Blocks.sizes(of: whole.count) {
      blocks.append(rest.prefix(size).reduce(.empty) { $0.adding($1.response) })
      rest = rest.dropFirst(size)
    }
    blocks[blocks.count - 1] = rest.reduce(blocks[blocks.count - 1]) { $0.adding($1.response) }
    return BlockBootstrap(blocks: blocks, seed: seed).intervals(quantiles: quantiles)
  }

  /// The latencies at the ranks n·p ∓ 1.96·√(n·p·(1−p)), rounded outwards; nil for an empty
  /// histogram.
  ///
  /// The upper rank of an extreme quantile may lie beyond the last call; then the interval ends at
  /// the highest latency and covers less than 95 %.
  public static func orderStatistics(
    of histogram: LatencyHistogram,
    quantile: Double
  ) -> QuantileInterval? {
    guard histogram.count > 0 else { return nil }
    let n = Double(histogram.count)
    let spread = 1.959964 * (n * quantile * (1 - quantile)).squareRoot()
    let lowest = max(1, (n * quantile - spread).rounded(.down))
    let highest = min(n, (n * quantile + spread).rounded(.up) + 1)
    let counts = histogram.counts
    return QuantileInterval(
      quantile: quantile,
      lower: LatencyScale.lowest(at: counterIndex(ofRank: UInt64(lowest), in: counts)),
      upper: LatencyScale.highest(at: counterIndex(ofRank: UInt64(highest), in: counts)),
      method: .orderStatistics
    )
  }

  /// The counter that holds the call of the 1-based `rank`.
  private static func counterIndex(ofRank rank: UInt64, in counts: [Counter]) -> Int {
    var passed: UInt64 = 0
    for counter in counts {
      passed += counter.count
      if passed >= rank { return counter.index }
    }
    preconditionFailure("rank \(rank) of \(passed) calls")
  }
}
