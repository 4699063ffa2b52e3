/// The Hodges-Lehmann shift of paired differences: the median of the means of all pairs, and its
/// exact confidence bounds.
///
/// The means of all pairs, each difference with itself too, are Walsh's averages. As many of them
/// lie above a shift as the signed-rank sum about that shift says, so the bounds are two of them,
/// chosen by the exact distribution of that sum. Ties make the bounds wider than they say, never
/// narrower, because the bounds belong to the interval.
public struct HodgesLehmann: Sendable {
  /// More differences than this are refused: there are half as many averages as its square.
  public static let most = SignedRank.most

  /// Walsh's averages in order.
  private let averages: [Double]
  private let distribution: SignedRankDistribution

  /// The shift of `differences`; nil if there are none or more than `most`, or one is not finite.
  public init?(_ differences: [Double]) {
    guard !differences.isEmpty, differences.count <= Self.most,
      differences.allSatisfy(\.isFinite)
    else { return nil }
    averages = differences.indices.flatMap { first in
      differences[first...].map { differences[first] / 2 + $0 / 2 }
    }.sorted()
    distribution = SignedRankDistribution(ranks: Array(1...differences.count))
  }

  /// The estimate of the shift.
  public var shift: Double {
    let middle = averages.count / 2
    return averages.count.isMultiple(of: 2)
      ? averages[middle - 1] / 2 + averages[middle] / 2 : averages[middle]
  }

  /// The shift is above this with the given confidence, 0.5…1; nil if there are too few differences
  /// to say.
  public func lowerBound(confidence: Double) -> Double? {
    precondition((0.5...1).contains(confidence), "a confidence of \(confidence)")
    return distribution.largestSum(within: 1 - confidence).map { averages[$0] }
  }

  /// The shift is below this with the given confidence; nil if there are too few differences to
  /// say.
  public func upperBound(confidence: Double) -> Double? {
    precondition((0.5...1).contains(confidence), "a confidence of \(confidence)")
    return distribution.largestSum(within: 1 - confidence).map { averages[averages.count - 1 - $0] }
  }

  /// The interval that holds the shift with the given confidence, with equal risk on both sides.
  public func interval(confidence: Double) -> ClosedRange<Double>? {
    let oneSided = (1 + confidence) / 2
    guard let lower = lowerBound(confidence: oneSided),
      let upper = upperBound(confidence: oneSided)
    else { return nil }
    return lower...upper
  }
}
