/// The rank-sum test of two independent samples (Wilcoxon, Mann and Whitney) with its exact
/// distribution, and the shift between them.
///
/// All values are ranked together; the statistic is the sum of the ranks of the second sample. If
/// both come from one distribution every choice of which ranks are the second's is equally likely.
/// Ties get the mean of their ranks, and the choices are counted among just these ranks.
public struct RankSum: Sendable {
  /// More values on a side than this are refused: counting takes time with the fourth power.
  public static let most = 50

  /// The differences of all pairs, second minus first, in order.
  private let differences: [Double]
  private let doubledSum: Int
  private let distribution: ChoiceDistribution
  /// The distribution without ties, by which the shift's interval is chosen.
  private let untied: ChoiceDistribution
  private let count: Int

  /// The test of two samples; nil if one is empty, has more than `most` values, or one is not
  /// finite.
  public init?(_ first: [Double], _ second: [Double]) {
    guard (1...Self.most).contains(first.count), (1...Self.most).contains(second.count),
      (first + second).allSatisfy(\.isFinite)
    else { return nil }
    let all: [(value: Double, isSecond: Bool)] =
      first.map { ($0, false) } + second.map { ($0, true) }
    let sorted = all.sorted { $0.value < $1.value }
    var ranks: [Int] = []
    var sum = 0
    while ranks.count < sorted.count {
      let start = ranks.count
      let value = sorted[start].value
      let end = sorted[start...].firstIndex { $0.value != value } ?? sorted.count
      for place in start..<end {
        ranks.append(start + 1 + end)
        if sorted[place].isSecond { sum += start + 1 + end }
      }
    }
    count = second.count
    doubledSum = sum
    distribution = ChoiceDistribution(ranks: ranks, choosing: count)
    untied = ChoiceDistribution(ranks: ranks.indices.map { 2 * ($0 + 1) }, choosing: count)
    differences = first.flatMap { one in second.map { $0 - one } }.sorted()
  }

  /// How likely a sum as far off or farther is if both samples are alike: for `greater`, as high.
  public func probability(_ alternative: SignedRank.Alternative) -> Double {
    let less = distribution.probability(atMost: doubledSum)
    let greater = distribution.probability(atLeast: doubledSum)
    return switch alternative {
    case .greater: greater
    case .less: less
    case .different: min(1, 2 * min(less, greater))
    }
  }

  /// How much higher the second sample is: the median of the differences of all pairs.
  public var shift: Double {
    let middle = differences.count / 2
    return differences.count.isMultiple(of: 2)
      ? differences[middle - 1] / 2 + differences[middle] / 2 : differences[middle]
  }

  /// The interval that holds the shift with the given confidence; nil if there are too few values
  /// to say.
  public func interval(confidence: Double) -> ClosedRange<Double>? {
    let risk = (1 - confidence) / 2
    // The number of pairs in which the second is higher is the rank sum less its least value.
    let least = count * (count + 1)
    var pairs = -1
    while pairs + 1 < differences.count,
      untied.probability(atMost: least + 2 * (pairs + 1)) <= risk
    { pairs += 1 }
    guard pairs >= 0, 2 * pairs < differences.count else { return nil }
    return differences[pairs]...differences[differences.count - 1 - pairs]
  }
}

/// The distribution of the sum of a fixed number of ranks that are drawn without putting back.
private struct ChoiceDistribution {
  /// The probability of each sum.
  private let probabilities: [Double]

  init(ranks: [Int], choosing count: Int) {
    let total = ranks.reduce(0, +)
    // ways[k][s]: how many choices of k of the ranks seen so far have the sum s. At most there are
    // 100 over 50, 10²⁹, of which a double keeps sixteen digits.
    var ways = [[Double]](
      repeating: [Double](repeating: 0, count: total + 1),
      count: count + 1
    )
    ways[0][0] = 1
    for (seen, rank) in ranks.enumerated() {
      for chosen in stride(from: min(count, seen + 1), through: 1, by: -1) {
        for sum in rank...total where ways[chosen - 1][sum - rank] > 0 {
          ways[chosen][sum] += ways[chosen - 1][sum - rank]
        }
      }
    }
    let all = ways[count].reduce(0, +)
    probabilities = ways[count].map { $0 / all }
  }

  func probability(atMost sum: Int) -> Double {
    probabilities.prefix(max(0, sum + 1)).reduce(0, +)
  }

  func probability(atLeast sum: Int) -> Double {
    probabilities.dropFirst(max(0, sum)).reduce(0, +)
  }
}
