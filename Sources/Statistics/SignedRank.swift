/// Wilcoxon's signed-rank test of paired differences, with its exact distribution.
///
/// The differences are ranked by size; the statistic is the sum of the ranks of those above zero.
/// If the sign of each is a coin's, as when the order of each pair was drawn, all choices of signs
/// are equally likely, whatever the noise: that is the whole assumption. Ties get the mean of their
/// ranks, and the distribution is that of just these ranks.
public struct SignedRank: Sendable {
  /// What becomes of differences that are zero.
  public enum Zeros: String, Sendable, CaseIterable {
    /// They are left out before ranking (Wilcoxon).
    case dropped

    /// They are ranked with the others and left out then (Pratt).
    case pratt
  }

  /// What is claimed against the hypothesis that both sides are alike.
  public enum Alternative: String, Sendable, CaseIterable {
    case greater
    case less
    case different
  }

  /// More differences than this are refused: counting takes time with the third power.
  public static let most = 500

  /// Twice the ranks of the differences that are not zero, in order of size.
  public let doubledRanks: [Int]

  /// Twice the sum of the ranks of differences above zero.
  public let doubledSum: Int

  private let distribution: SignedRankDistribution

  /// The test of `differences`; nil if one is not finite or there are more than `most`.
  public init?(_ differences: [Double], zeros: Zeros = .dropped) {
    guard differences.count <= Self.most, differences.allSatisfy(\.isFinite) else { return nil }
    let ranked = differences.filter { zeros == .pratt || $0 != 0 }.sorted { abs($0) < abs($1) }
    var ranks: [Int] = []
    var sum = 0
    var first = 0
    while first < ranked.count {
      let size = abs(ranked[first])
      let end = ranked[first...].firstIndex { abs($0) != size } ?? ranked.count
      let doubled = first + 1 + end
      if size > 0 {
        for difference in ranked[first..<end] {
          ranks.append(doubled)
          if difference > 0 { sum += doubled }
        }
      }
      first = end
    }
    doubledRanks = ranks
    doubledSum = sum
    distribution = SignedRankDistribution(ranks: ranks)
  }

  /// The sum of the ranks of differences above zero.
  public var sum: Double { Double(doubledSum) / 2 }

  /// How likely a sum as far off or farther is if signs are coins; 1 without differences.
  ///
  /// The distribution is symmetric, so the upper tail is read as the lower one, which keeps small
  /// probabilities exact. Two-sided it is twice the smaller tail.
  public func probability(_ alternative: Alternative) -> Double {
    let total = doubledRanks.reduce(0, +)
    let less = distribution.probability(atMost: doubledSum)
    let greater = distribution.probability(atMost: total - doubledSum)
    return switch alternative {
    case .greater: greater
    case .less: less
    case .different: min(1, 2 * min(less, greater))
    }
  }
}
