import Statistics
import Testing
import Timing

@Suite struct WindowedQuantileTests {
  /// Latencies of 1, 2, … microseconds.
  private func histogram(_ count: Int64) -> LatencyHistogram {
    var histogram = LatencyHistogram()
    for value in 1...count { histogram.record(.microseconds(value)) }
    return histogram
  }

  private func window(_ count: Int64, failed: UInt64 = 0) -> IntervalRecording {
    IntervalRecording(
      start: .zero,
      length: .milliseconds(100),
      ok: UInt64(count),
      failed: failed,
      response: SparseHistogram(histogram(count))
    )
  }

  /// Failed calls, and the microseconds of p99; nil where the quantile is a failed call.
  @Test(
    arguments: [
      (0, 990), (1, 991), (5, 995), (9, 999), (10, 1_000), (11, nil), (500, nil),
    ] as [(UInt64, Int64?)]
  )
  func `a failed call is slower than any other`(failed: UInt64, expected: Int64?) {
    let found = histogram(1_000).quantile(0.99, failed: failed)
    #expect(found?.count == expected.map { LatencyScale.highest($0) })
  }

  @Test func `without calls there is no quantile, and one that is out of range is slow`() {
    var histogram = LatencyHistogram()
    #expect(histogram.quantile(0.5, failed: 0) == nil && histogram.quantile(0.5, failed: 3) == nil)
    histogram.record(.microseconds(1))
    #expect(histogram.quantile(0.5, failed: 0) == histogram.quantile(0.5))
    #expect(histogram.quantile(0.5, failed: 1) == histogram.quantile(0.5))
    histogram.record(.seconds(7_200))
    #expect(histogram.quantile(0.5, failed: 1) == nil)
  }

  @Test func `the median window decides, and those that failed are behind the others`() {
    let good = [window(100), window(200), window(300)]
    let median = WindowedQuantile.median(0.99, of: good)
    #expect(median == histogram(200).quantile(0.99))
    // Two of five windows have a failed call at the quantile: the slowest other one is the median.
    let mixed = good + [window(100, failed: 5), window(100, failed: 5)]
    #expect(WindowedQuantile.median(0.99, of: mixed) == histogram(300).quantile(0.99))
    let bad = mixed + [window(100, failed: 5)]
    #expect(WindowedQuantile.median(0.99, of: bad) == nil)
    #expect(WindowedQuantile.median(0.99, of: [window(99)]) == nil)
    #expect(WindowedQuantile.median(0.5, of: [window(99, failed: 1)]) != nil)
  }
}

extension LatencyScale {
  /// The highest nanosecond of the counter that holds so many microseconds.
  fileprivate static func highest(_ microseconds: Int64) -> Int64 {
    var histogram = LatencyHistogram()
    histogram.record(.microseconds(microseconds))
    return histogram.quantile(1).count
  }
}
