import Statistics
import Testing
import Timing

struct SparseHistogramTests {
  @Test func `a snapshot becomes the histogram it was taken of`() {
    var histogram = LatencyHistogram.random(seed: 6)
    histogram.record(Nanoseconds(.max), count: 2)
    let snapshot = SparseHistogram(histogram)
    #expect(LatencyHistogram(snapshot) == histogram)
    #expect(snapshot.count == 1_000 && snapshot.outOfRange == 2)
    #expect(LatencyHistogram(SparseHistogram.empty) == LatencyHistogram())
  }

  @Test func `adding snapshots is adding histograms`() {
    let a = LatencyHistogram.random(seed: 7)
    let b = LatencyHistogram.random(seed: 8)
    let sum = SparseHistogram(a).adding(SparseHistogram(b))
    #expect(LatencyHistogram(sum) == a + b)
    #expect(sum == SparseHistogram(a + b))
    #expect(SparseHistogram.empty.adding(sum) == sum && sum.adding(.empty) == sum)
  }

  @Test func `an hour of busy seconds takes a few megabytes`() {
    var random = Seeded(seed: 9)
    let second = SparseHistogram(
      LatencyHistogram(
        (0..<100_000).map { _ in .microseconds(100) + random.exponential(mean: 3e4) }
      )
    )
    #expect(second.footprint * 3_600 < 10_000_000, "\(second.footprint) bytes a second")
  }
}
