import Histogram
import Statistics
import Testing
import Timing

struct LatencyScaleTests {
  @Test func `counters follow each other without gap or overlap`() {
    for index in 0..<LatencyScale.counters {
      let lowest = LatencyScale.lowest(at: index)
      let highest = LatencyScale.highest(at: index)
      #expect(LatencyScale.index(of: lowest) == index)
      #expect(LatencyScale.index(of: highest) == index)
      #expect(LatencyScale.lowest(at: index + 1) == highest + Nanoseconds(1))
    }
  }

  @Test func `no counter is wider than a thousandth of its values`() {
    for index in 0..<LatencyScale.counters {
      let width = LatencyScale.highest(at: index) - LatencyScale.lowest(at: index)
      #expect(width.count * 1_000 <= LatencyScale.lowest(at: index).count)
    }
  }

  @Test func `the counters are those of the histogram library`() {
    let histogram = Histogram<UInt64>(
      lowestDiscernibleValue: 1,
      highestTrackableValue: UInt64(LatencyScale.highest.count),
      numberOfSignificantValueDigits: .three
    )
    var random = Seeded(seed: 7)
    for _ in 0..<10_000 {
      let value = Nanoseconds(Int64(UInt64.random(in: 0...(1 << 63), using: &random) >> 22))
      guard value <= LatencyScale.highest else { continue }
      let index = LatencyScale.index(of: value)
      let unsigned = UInt64(value.count)
      let low = LatencyScale.lowest(at: index).count
      let high = LatencyScale.highest(at: index).count
      #expect(UInt64(low) == histogram.lowestEquivalentForValue(unsigned), "seed 7, \(value)")
      #expect(UInt64(high) == histogram.highestEquivalentForValue(unsigned), "seed 7, \(value)")
    }
    #expect(LatencyScale.index(of: LatencyScale.highest) < LatencyScale.counters)
  }
}
