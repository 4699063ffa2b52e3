import Results
import Statistics
import Testing
import Timing

@testable import Reports

struct PercentileCurveTests {
  /// How latencies may lie: a few, many, all alike, far apart.
  static let shapes: [[Int64]] = [
    [], [5], [1, 2, 3], Array(repeating: 1_000_000, count: 1_000),
    (0..<20_000).map { $0 * $0 }, (1...50_000).map { 1_000_000_000 / $0 },
    (0..<1_000).map { $0 < 990 ? 1_000 : 5_000_000 },
  ]

  static func histogram(_ shape: [Int64]) -> LatencyHistogram {
    var histogram = LatencyHistogram()
    for value in shape { histogram.record(Nanoseconds(value)) }
    return histogram
  }

  @Test(arguments: shapes)
  func `at each percentile of the table the curve has the table's value`(shape: [Int64]) {
    let histogram = Self.histogram(shape)
    let curve = PercentileCurve(histogram)
    let summary = LatencySummary(histogram)
    for (percentile, point) in curve.named {
      #expect(point.y == Double(summary[percentile]), "\(percentile.title)")
      #expect(curve.points.contains(point))
    }
    let reached = Percentile.allCases.filter {
      Double(shape.count) * (1 - $0.quantile) >= 1 - 1e-9
    }
    #expect(curve.named.map(\.percentile) == reached)
  }

  @Test(arguments: shapes)
  func `the curve goes from the least to the greatest and never down`(shape: [Int64]) {
    let histogram = Self.histogram(shape)
    let curve = PercentileCurve(histogram)
    #expect(curve.count == UInt64(shape.count))
    guard !shape.isEmpty else { return #expect(curve.points.isEmpty) }
    for (one, next) in zip(curve.points, curve.points.dropFirst()) {
      #expect(one.x < next.x && one.y <= next.y)
    }
    #expect(curve.points.first?.x == 1 && curve.points.last?.x == Double(shape.count) * 1.1)
    #expect(curve.points.last?.y == Double(histogram.max.count))
    #expect(curve.points.count < 300)
  }

  @Test func `without a histogram the curve joins the percentiles of the summary`() throws {
    let summary = try Sample.open().latency.response
    let curve = PercentileCurve(summary)
    #expect(curve.named.map(\.point.y) == [.p50, .p90, .p99, .p999].map { Double(summary[$0]) })
    #expect(curve.points.first?.y == Double(summary.min))
    #expect(curve.points.last?.y == Double(summary.max))
  }
}
