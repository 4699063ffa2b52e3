import Histogram
import Reports
import Results
import Statistics
import Testing
import Timing

struct HGRMReportTests {
  /// Latencies of very different shapes, in nanoseconds.
  static let shapes: [[UInt64]] = [
    [5], [1, 2, 3], Array(repeating: 1_000_000, count: 1_000), (0..<10_000).map { $0 * $0 },
    (1...50_000).map { 1_000_000_000 / $0 },
  ]

  @Test(arguments: shapes)
  func `levels and counts are those of the histogram library`(values: [UInt64]) throws {
    var library = Histogram<UInt64>(
      lowestDiscernibleValue: 1,
      highestTrackableValue: UInt64(LatencyHistogram.highest.count)
    )
    var ours = LatencyHistogram()
    for value in values {
      library.record(value)
      ours.record(Nanoseconds(Int64(value)))
    }
    var document = try Sample.closed()
    document.histograms.response = ours.base64
    let rows = try HGRMReport.text(document).split(separator: "\n").dropFirst()
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ") }
    let expected = Array(library.percentiles(ticksPerHalfDistance: 5))
    #expect(rows.count == expected.count)
    for (row, level) in zip(rows, expected) {
      #expect(UInt64(row[2]) == level.totalCountToThisValue)
      #expect(abs((Double(row[1]) ?? 0) * 100 - level.percentileLevelIteratedTo) < 1e-9)
      #expect(abs((Double(row[0]) ?? 0) - Double(level.value) / 1e6) <= 0.0005)
    }
  }

  @Test func `plotters find four fields in every row but the last`() throws {
    let rows = try HGRMReport.text(try Sample.closed()).split(separator: "\n")
      .filter { !$0.hasPrefix("#") }.map { $0.split(separator: " ").count }
    #expect(rows.dropLast().allSatisfy { $0 == 4 } && rows.last == 3)
  }
}
