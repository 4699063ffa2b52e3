import Statistics
import Testing

struct RankSumTests {
  /// All ways to choose `count` of the values as the second sample.
  static func choices(_ values: [Double], _ count: Int) -> [(first: [Double], second: [Double])] {
    (0..<(1 << values.count)).filter { $0.nonzeroBitCount == count }.map { bits in
      let isSecond = { (place: Int) in bits >> place & 1 == 1 }
      return (
        values.indices.filter { !isSecond($0) }.map { values[$0] },
        values.indices.filter(isSecond).map { values[$0] }
      )
    }
  }

  @Test(arguments: [1.0, 3, 1_000])
  func `the probability is the share of all choices that go as far`(grid: Double) throws {
    for seed in UInt64(1)...10 {
      let values = SignedRankTests.differences(seed: seed, count: 9, grid: grid)
      let observed = try #require(RankSum(Array(values.prefix(5)), Array(values.suffix(4))))
      let midrank = { (value: Double) in
        values.reduce(0.5) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) }
      }
      let sum = values.suffix(4).reduce(0) { $0 + midrank($1) }
      let sums = Self.choices(values, 4).map { $0.second.reduce(0) { $0 + midrank($1) } }
      let greater = Double(sums.count { $0 >= sum }) / Double(sums.count)
      let less = Double(sums.count { $0 <= sum }) / Double(sums.count)
      #expect(abs(observed.probability(.greater) - greater) < 1e-12, "seed \(seed)")
      #expect(abs(observed.probability(.less) - less) < 1e-12, "seed \(seed)")
    }
  }

  @Test func `four against four that do not overlap are significant, three are not`() throws {
    let four = try #require(RankSum([1, 2, 3, 4], [5, 6, 7, 8]))
    #expect(abs(four.probability(.different) - 2.0 / 70) < 1e-15)
    #expect(four.shift == 4)
    #expect(four.interval(confidence: 0.95) == 1...7)
    let three = try #require(RankSum([1, 2, 3], [5, 6, 7]))
    #expect(three.probability(.different) == 0.1)
    #expect(three.interval(confidence: 0.95) == nil)
  }

  /// Of all choices of the second sample from values without a shift, the share whose interval
  /// holds 0.
  @Test(arguments: [2.0, 1_000], [0.8, 0.95])
  func `the interval holds the true shift at least as often as it says`(
    grid: Double,
    confidence: Double
  ) throws {
    for seed in UInt64(1)...5 {
      let values = SignedRankTests.differences(seed: seed, count: 10, grid: grid)
      let choices = Self.choices(values, 5)
      let hits = try choices.count {
        let test = try #require(RankSum($0.first, $0.second))
        return try #require(test.interval(confidence: confidence)).contains(0)
      }
      #expect(Double(hits) / Double(choices.count) >= confidence, "seed \(seed)")
    }
  }

  @Test func `none, too many and what is no number are refused`() {
    #expect(RankSum([], [1]) == nil)
    #expect(RankSum([1], [.nan]) == nil)
    let most = (0..<RankSum.most).map(Double.init)
    let probability = RankSum(most, most)?.probability(.different) ?? 0
    #expect(probability > 0.9)
    #expect(RankSum(most + [1], [1]) == nil)
  }
}
