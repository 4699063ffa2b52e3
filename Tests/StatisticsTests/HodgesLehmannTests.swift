import Statistics
import Testing

struct HodgesLehmannTests {
  @Test(
    arguments: [
      ([3], 3), ([1, 2], 1.5), ([1, 2, 9], 3.5), ([0, 0, 0, 8], 0), ([-5, 1, 2, 3], 1.25),
    ] as [([Double], Double)]
  )
  func `the shift is the median of the means of all pairs`(values: [Double], shift: Double) {
    #expect(HodgesLehmann(values)?.shift == shift)
  }

  @Test func `the interval ends at the averages that the exact distribution names`() throws {
    // Of ten differences a sum of at most 8 has the probability 25/1024, of at most 9 33/1024.
    let values = (1...10).map(Double.init)
    let estimate = try #require(HodgesLehmann(values))
    var averages: [Double] = []
    for first in values.indices {
      for second in first..<values.count { averages.append((values[first] + values[second]) / 2) }
    }
    averages.sort()
    let interval = try #require(estimate.interval(confidence: 0.95))
    #expect(interval == averages[8]...averages[averages.count - 9])
    #expect(estimate.lowerBound(confidence: 1 - 25.0 / 1_024) == averages[8])
    #expect(estimate.lowerBound(confidence: 1 - 24.9 / 1_024) == averages[7])
  }

  @Test func `too few differences have no bound, and the sixth gives the first one`() throws {
    let five = try #require(HodgesLehmann([1, 2, 3, 4, 5]))
    #expect(five.interval(confidence: 0.95) == nil)
    // A sum of at most 2 has the probability 3/32.
    #expect(five.upperBound(confidence: 0.9) == 4)
    let six = try #require(HodgesLehmann([1, 2, 3, 4, 5, 6]))
    #expect(six.interval(confidence: 0.95) == 1...6)
  }

  /// About the true shift all sign flips are equally likely; the share of those whose interval
  /// holds it must be what is promised, also with ties.
  @Test(arguments: [1.0, 2, 1_000], [0.8, 0.95, 0.99])
  func `the interval holds the true shift at least as often as it says`(
    grid: Double,
    confidence: Double
  ) throws {
    for seed in UInt64(1)...5 {
      let noise = SignedRankTests.differences(seed: seed, count: 10, grid: grid)
      let flips = SignedRankTests.flips(noise)
      let hits = try flips.count { flipped in
        let estimate = try #require(HodgesLehmann(flipped.map { $0 + 5 }))
        return try #require(estimate.interval(confidence: confidence)).contains(5)
      }
      #expect(Double(hits) / Double(flips.count) >= confidence, "seed \(seed)")
    }
  }

  @Test func `a shifted and stretched sample has the shifted and stretched answer`() throws {
    for seed in UInt64(1)...20 {
      let values = SignedRankTests.differences(seed: seed, count: 17, grid: 64)
      let plain = try #require(HodgesLehmann(values))
      let moved = try #require(HodgesLehmann(values.map { 4 * $0 - 32 }))
      let mirrored = try #require(HodgesLehmann(values.map { -$0 }))
      #expect(moved.shift == 4 * plain.shift - 32, "seed \(seed)")
      #expect(mirrored.shift == -plain.shift, "seed \(seed)")
      let lower = try #require(plain.lowerBound(confidence: 0.975))
      #expect(moved.lowerBound(confidence: 0.975) == 4 * lower - 32, "seed \(seed)")
      #expect(mirrored.upperBound(confidence: 0.975) == -lower, "seed \(seed)")
    }
  }

  @Test func `none, too many and what is no number are refused`() {
    #expect(HodgesLehmann([]) == nil)
    #expect(HodgesLehmann([1, .infinity]) == nil)
    #expect(HodgesLehmann([Double](repeating: 1, count: HodgesLehmann.most))?.shift == 1)
    #expect(HodgesLehmann([Double](repeating: 1, count: HodgesLehmann.most + 1)) == nil)
  }
}
