/// The 95 % interval of a probability of which it is known how often it came true: exact, by
/// Clopper and Pearson.
public struct ShareInterval: Equatable, Sendable {
  public let lower: Double
  public let upper: Double

  /// Each bound's risk.
  private static let risk = 0.025

  /// - Precondition: `count` of `trials` is 0…`trials`, of 1 or more.
  public init(_ count: Int, of trials: Int) {
    precondition(trials > 0 && (0...trials).contains(count), "\(count) of \(trials)")
    let (k, n) = (Double(count), Double(trials))
    // So many or more have the probability I_p(k, n − k + 1).
    lower = count == 0 ? 0 : Self.solve(k, n - k + 1, Self.risk)
    upper = count == trials ? 1 : Self.solve(k + 1, n - k, 1 - Self.risk)
  }

  /// The probability p at which I_p(a, b), which grows with it, is `level`; by bisection.
  private static func solve(_ a: Double, _ b: Double, _ level: Double) -> Double {
    var (low, high) = (0.0, 1.0)
    // As many halvings as a number near 10⁻⁴ has bits, and some more.
    for _ in 0..<70 {
      let middle = (low + high) / 2
      if IncompleteBeta.regularized(middle, rest: 1 - middle, a, b) < level {
        low = middle
      } else {
        high = middle
      }
    }
    return (low + high) / 2
  }
}
