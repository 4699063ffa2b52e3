/// The distribution of the sum of those ranks that a fair coin keeps: Wilcoxon's null distribution.
///
/// It is counted and not approximated: of n ranks all 2ⁿ choices are equally likely, and the
/// choices that give a sum are counted rank by rank. Midranks of ties are given doubled, so that
/// they are whole.
struct SignedRankDistribution: Sendable {
  /// What all ranks are multiples of; sums in between cannot occur.
  private let step: Int

  /// The probability of a sum of at most `step` times the index.
  private let upTo: [Double]

  /// The distribution of the sums of `ranks`, all above 0.
  init(ranks: [Int]) {
    let step = ranks.reduce(0, Self.commonDivisor)
    self.step = step
    guard step > 0 else {
      upTo = [1]
      return
    }
    var probabilities = [Double](repeating: 0, count: ranks.reduce(0, +) / step + 1)
    probabilities[0] = 1
    var reached = 0
    for rank in ranks.map({ $0 / step }) {
      reached += rank
      for sum in stride(from: reached, through: rank, by: -1) {
        probabilities[sum] = (probabilities[sum] + probabilities[sum - rank]) / 2
      }
      for sum in 0..<rank { probabilities[sum] /= 2 }
    }
    var passed = 0.0
    upTo = probabilities.map {
      passed += $0
      return passed
    }
  }

  /// The probability of a sum of at most `sum`.
  func probability(atMost sum: Int) -> Double {
    guard sum >= 0 else { return 0 }
    return upTo[step > 0 ? min(sum / step, upTo.count - 1) : 0]
  }

  /// The largest sum for which a sum of at most that is not more likely than `probability`; nil if
  /// even the sum 0 is.
  func largestSum(within probability: Double) -> Int? {
    let count = upTo.prefix { $0 <= probability }.count
    return count > 0 ? (count - 1) * step : nil
  }

  private static func commonDivisor(_ a: Int, _ b: Int) -> Int {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
