/// The median of independent values with its 95 % confidence interval by order statistics.
///
/// The number of values below the true median is binomial with p = ½, whatever the distribution; so
/// the interval lies between the k-th smallest and the k-th largest value with the largest k for
/// which P(X < k) ≤ 2.5 % (Conover: Practical Nonparametric Statistics, §3.2).
public struct MedianInterval: Codable, Equatable, Sendable {
  public var median: Double
  public var lower: Double
  public var upper: Double

  /// Fewer values than this have no interval of 95 %.
  public static let fewestValues = 6

  /// The median of some values; of fewer than `fewestValues` the interval is from the smallest to
  /// the largest.
  public init(_ values: [Double]) {
    precondition(!values.isEmpty, "the median of no values")
    let sorted = values.sorted()
    let count = sorted.count
    median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2
    let rank = max(1, Self.rank(count))
    lower = sorted[rank - 1]
    upper = sorted[count - rank]
  }

  /// The largest k for which P(X < k) ≤ 2.5 %; 0 if there is none.
  private static func rank(_ count: Int) -> Int {
    var rank = 0
    var term = 1.0 / Double(sign: .plus, exponent: min(count, 1_000), significand: 1)
    var sum = term
    while sum <= 0.025, rank < count {
      rank += 1
      term *= Double(count - rank + 1) / Double(rank)
      sum += term
    }
    return rank
  }
}
