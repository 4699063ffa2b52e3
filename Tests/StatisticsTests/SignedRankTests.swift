import Statistics
import Testing

struct SignedRankTests {
  /// Differences on a grid of `grid` steps, so that some are alike and some are zero.
  static func differences(seed: UInt64, count: Int, grid: Double) -> [Double] {
    var random = Seeded(seed: seed)
    return (0..<count).map { _ in (Double.random(in: -2...2, using: &random) * grid).rounded() }
  }

  /// All differences that coins for the signs can give.
  static func flips(_ differences: [Double]) -> [[Double]] {
    (0..<(1 << differences.count)).map { signs in
      differences.enumerated().map { signs >> $0.offset & 1 == 0 ? $0.element : -$0.element }
    }
  }

  @Test(arguments: [
    ([1, 2, 3], 6, 0.125, 1, 0.25),
    ([-1, 2, 3], 5, 0.25, 0.875, 0.5),
    ([-1, -2, -3], 0, 1, 0.125, 0.25),
    ([5], 1, 0.5, 1, 1),
    // The ranks of 1, -1, 2 are 1.5, 1.5, 3: of eight choices two give 4.5 and one gives 6.
    ([1, -1, 2], 4.5, 0.375, 0.875, 0.75),
    // Darwin's fifteen pairs of plants.
    (
      [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48], 96,
      0.0206298828125, 0.982330322265625, 0.041259765625
    ),
  ])
  func `known sums have known probabilities`(
    differences: [Double],
    sum: Double,
    greater: Double,
    less: Double,
    different: Double
  ) throws {
    let test = try #require(SignedRank(differences))
    #expect(test.sum == sum)
    #expect(test.probability(.greater) == greater)
    #expect(test.probability(.less) == less)
    #expect(test.probability(.different) == different)
  }

  @Test(arguments: SignedRank.Zeros.allCases, [1.0, 2, 1_000])
  func `the probability is the share of all sign flips that go as far`(
    zeros: SignedRank.Zeros,
    grid: Double
  ) throws {
    for seed in UInt64(1)...20 {
      let differences = Self.differences(seed: seed, count: 9, grid: grid)
      let observed = try #require(SignedRank(differences, zeros: zeros))
      let sums = try Self.flips(differences).map {
        try #require(SignedRank($0, zeros: zeros)).doubledSum
      }
      let count = { (isAsFar: (Int) -> Bool) in Double(sums.count(where: isAsFar)) }
      let all = Double(sums.count)
      let greater = count { $0 >= observed.doubledSum } / all
      let less = count { $0 <= observed.doubledSum } / all
      #expect(observed.probability(.greater) == greater, "seed \(seed)")
      #expect(observed.probability(.less) == less, "seed \(seed)")
      #expect(observed.probability(.different) == min(1, 2 * min(greater, less)), "seed \(seed)")
    }
  }

  @Test func `sixteen of one sign have the probability of sixteen coins`() throws {
    let test = try #require(SignedRank((1...16).map(Double.init)))
    #expect(test.probability(.greater) == 0x1p-16)
    let mirrored = try #require(SignedRank((1...16).map { -Double($0) }))
    #expect(mirrored.probability(.less) == 0x1p-16)
  }

  @Test func `zeros are left out, before ranking or after it`() throws {
    let differences = [0, 0, 1, -2, 3.0]
    #expect(SignedRank(differences)?.doubledRanks == [2, 4, 6])
    #expect(SignedRank(differences, zeros: .pratt)?.doubledRanks == [6, 8, 10])
    #expect(SignedRank(differences)?.sum == 4)
    #expect(SignedRank(differences, zeros: .pratt)?.sum == 8)
  }

  @Test func `differences that are all zero, or none at all, say nothing`() throws {
    for differences in [[], [0, -0.0, 0]] {
      for zeros in SignedRank.Zeros.allCases {
        let test = try #require(SignedRank(differences, zeros: zeros))
        for alternative in SignedRank.Alternative.allCases {
          #expect(test.probability(alternative) == 1)
        }
      }
    }
  }

  @Test func `the most differences are tested, more or one that is no number are refused`() {
    let most = (1...SignedRank.most).map { Double($0) * ($0.isMultiple(of: 2) ? 1 : -1) }
    let probability = SignedRank(most)?.probability(.greater) ?? 0
    #expect((0.4...0.6).contains(probability))
    #expect(SignedRank(most + [1]) == nil)
    #expect(SignedRank([1, .nan]) == nil)
    #expect(SignedRank([1, -.infinity]) == nil)
  }

  @Test func `order does not matter, and the mirror image has the mirrored tails`() throws {
    for seed in UInt64(1)...50 {
      var random = Seeded(seed: seed)
      let differences = Self.differences(seed: seed, count: 30, grid: 8)
      let test = try #require(SignedRank(differences))
      let shuffled = try #require(SignedRank(differences.shuffled(using: &random)))
      let mirrored = try #require(SignedRank(differences.map { -$0 }))
      #expect(shuffled.probability(.greater) == test.probability(.greater), "seed \(seed)")
      #expect(mirrored.probability(.less) == test.probability(.greater), "seed \(seed)")
    }
  }
}
