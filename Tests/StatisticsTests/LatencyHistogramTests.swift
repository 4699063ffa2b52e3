import Statistics
import Testing
import Timing

struct LatencyHistogramTests {
  @Test func `an empty histogram answers zero to everything`() {
    let empty = LatencyHistogram()
    #expect(empty.count == 0 && empty.outOfRange == 0)
    #expect(empty.min == .zero && empty.max == .zero && empty.mean == 0)
    #expect(empty.quantile(0) == .zero && empty.quantile(0.99) == .zero)
    #expect(empty.quantile(1) == .zero)
  }

  @Test func `a value is reported as the highest value of its counter`() {
    let histogram = LatencyHistogram([.milliseconds(1)])
    #expect(histogram.quantile(0.5) == Nanoseconds(1_000_447))
    #expect(histogram.min == Nanoseconds(999_936))
    #expect(histogram.max == Nanoseconds(1_000_447))
  }

  @Test(arguments: [(0.0, 1), (0.5, 50), (0.501, 51), (0.99, 99), (0.999, 100), (1, 100)])
  func `a quantile is the value of the rank that it needs`(q: Double, rank: Int64) {
    let histogram = LatencyHistogram((1...100).map { Nanoseconds($0) })
    #expect(histogram.quantile(q) == Nanoseconds(rank))
  }

  @Test func `quantiles are within a thousandth of the sorted values`() {
    let seed: UInt64 = 11
    var random = Seeded(seed: seed)
    let values = (0..<10_000).map { _ in random.exponential(mean: 3e6) }
    let sorted = values.sorted()
    let histogram = LatencyHistogram(values)
    for q in [0.1, 0.5, 0.9, 0.99, 0.999, 0.9999, 1] {
      let exact = sorted[max(0, Int((q * 10_000).rounded(.up)) - 1)]
      let error = (histogram.quantile(q) - exact).count
      #expect((0...(exact.count / 1_000 + 1)).contains(error), "seed \(seed), q \(q)")
    }
  }

  @Test func `values above an hour are counted apart and in no quantile`() {
    var histogram = LatencyHistogram([LatencyHistogram.highest])
    histogram.record(LatencyHistogram.highest + Nanoseconds(1), count: 3)
    histogram.record(Nanoseconds(.max))
    #expect(histogram.count == 1 && histogram.outOfRange == 4)
    #expect(histogram.quantile(1) <= LatencyHistogram.highest + .seconds(4))
  }

  @Test func `counting several at once is counting each`() {
    var together = LatencyHistogram()
    together.record(.microseconds(77), count: 5)
    #expect(together == LatencyHistogram(Array(repeating: .microseconds(77), count: 5)))
  }

  @Test func `adding is associative and commutative and empty is neutral`() {
    let (a, b, c) = (
      LatencyHistogram.random(seed: 1), LatencyHistogram.random(seed: 2),
      LatencyHistogram.random(seed: 3)
    )
    #expect(a + (b + c) == (a + b) + c)
    #expect(a + b == b + a)
    #expect(a + LatencyHistogram() == a && LatencyHistogram() + a == a)
    #expect((a + b).count == a.count + b.count)
  }

  @Test func `a reset histogram is a new one`() {
    var histogram = LatencyHistogram.random(seed: 4)
    histogram.record(Nanoseconds(.max))
    histogram.reset()
    #expect(histogram == LatencyHistogram())
  }

  @Test func `a negative latency is our own bug`() async {
    await #expect(processExitsWith: .failure) {
      var histogram = LatencyHistogram()
      histogram.record(Nanoseconds(-1))
    }
  }
}

extension LatencyHistogram {
  static func + (left: LatencyHistogram, right: LatencyHistogram) -> LatencyHistogram {
    var sum = left
    sum.add(right)
    return sum
  }
}
