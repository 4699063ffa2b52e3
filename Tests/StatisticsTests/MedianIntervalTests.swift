import Statistics
import Testing
import Timing

@Suite struct MedianIntervalTests {
  /// The ranks of the tables for n values (Conover, table A3): k-th smallest to k-th largest.
  @Test(arguments: [
    (6, 1), (8, 1), (9, 2), (11, 2), (12, 3), (15, 4), (20, 6), (21, 6), (30, 10), (50, 18),
  ])
  func `its bounds are those of the binomial tables`(count: Int, rank: Int) {
    let interval = MedianInterval((1...count).map(Double.init).reversed())
    #expect(interval.lower == Double(rank))
    #expect(interval.upper == Double(count + 1 - rank))
    #expect(interval.median == Double(count + 1) / 2)
  }

  @Test(arguments: 1...5)
  func `few values have all of their range`(count: Int) {
    let interval = MedianInterval((1...count).map(Double.init))
    #expect(interval.lower == 1 && interval.upper == Double(count))
  }

  @Test func `it covers the true median at least as often as it says`() {
    var random = SplitMix64(seed: 7)
    let covered = (0..<2_000).count { _ in
      let interval = MedianInterval((0..<21).map { _ in random.nextUnit() })
      return interval.lower <= 0.5 && 0.5 <= interval.upper
    }
    #expect(covered >= 1_900 && covered < 2_000, "\(covered) of 2,000 (seed 7)")
  }
}
