internal import Foundation
internal import Results
internal import Statistics
internal import Timing

/// A latency by percentile: what a histogram says along the axis of 1 ÷ (1 − p).
struct PercentileCurve {
  /// Places are 1 ÷ (1 − p), values nanoseconds.
  var points: [Point]
  /// Those of them that the tables have too.
  var named: [(percentile: Percentile, point: Point)]
  var count: UInt64

  /// How many points there are for each nine.
  private static let pointsPerDecade = 24

  /// The curve of a histogram: the value at p is that of the call of rank ⌈p · count⌉.
  init(_ histogram: LatencyHistogram) {
    count = histogram.count
    guard count > 0 else {
      (points, named) = ([], [])
      return
    }
    let total = Double(count)
    let decades = log10(max(total, 1))
    let steps = Int((decades * Double(Self.pointsPerDecade)).rounded(.up))
    var levels = (0...max(1, steps)).map { step in
      min(pow(10, Double(step) / Double(Self.pointsPerDecade)), total)
    }
    let reached = Percentile.allCases.filter { Self.place(of: $0) <= total }
    levels += reached.map { Self.place(of: $0) }
    levels = Array(Set(levels)).sorted()
    let values = Self.values(of: histogram, at: levels)
    points = zip(levels, values).map { Point(x: $0, y: $1) }
    points.append(Point(x: Self.end(of: total), y: Double(histogram.max.count)))
    named = reached.compactMap { percentile in
      let place = Self.place(of: percentile)
      return levels.firstIndex(of: place).map { (percentile, Point(x: place, y: values[$0])) }
    }
  }

  /// The curve through the percentiles of a summary, for a result whose histogram is broken.
  init(_ summary: LatencySummary) {
    count = summary.count
    guard count > 0 else {
      (points, named) = ([], [])
      return
    }
    let reached = Percentile.allCases.filter { Self.place(of: $0) <= Double(summary.count) }
    named = reached.map {
      ($0, Point(x: Self.place(of: $0), y: Double(max(0, summary[$0]))))
    }
    let ends = (
      Point(x: 1, y: Double(max(0, summary.min))),
      Point(x: Self.end(of: Double(count)), y: Double(max(0, summary.max)))
    )
    points = [ends.0] + named.map(\.point) + [ends.1]
  }

  /// Where the slowest call stands: 100 % has no place on the axis, so it is just behind the call
  /// before it.
  static func end(of count: Double) -> Double { count * 1.1 }

  /// Where a percentile stands: 100 for p99, exactly.
  private static func place(of percentile: Percentile) -> Double {
    (1 / (1 - percentile.quantile)).rounded()
  }

  /// The values at ascending levels, in one pass.
  private static func values(of histogram: LatencyHistogram, at levels: [Double]) -> [Double] {
    let counters = histogram.counts
    let total = Double(histogram.count)
    var values: [Double] = []
    var place = 0
    var passed = counters.first?.count ?? 0
    for level in levels {
      // A hair less, so that 0.99 of 1,000 calls is the 990th and not the next.
      let rank = max(1, ((1 - 1 / level) * total - 1e-6).rounded(.up))
      while Double(passed) < rank, place < counters.count - 1 {
        place += 1
        passed += counters[place].count
      }
      values.append(Double(LatencyScale.highest(at: counters[place].index).count))
    }
    return values
  }
}
