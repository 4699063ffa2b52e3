/// Student's t: the factor of a two-sided 95 % interval for a mean of few values, and tails.
public enum StudentT {
  /// The probability of a t at least as far from zero, on either side.
  ///
  /// It is the regularized incomplete beta function I_x(ν/2, ½) at x = ν/(ν + t²).
  public static func probability(beyond t: Double, degrees: Double) -> Double {
    precondition(degrees > 0, "Student's t with \(degrees) degrees of freedom")
    guard t.isFinite else { return 0 }
    // Both sides are given, because 1 − x is inexact near 1.
    let square = t * t
    let all = degrees + square
    return IncompleteBeta.regularized(degrees / all, rest: square / all, degrees / 2, 0.5)
  }

  /// The 97.5 % quantile of Student's t with `degrees` ≥ 1 degrees of freedom, to four digits.
  static func quantile975(degrees: Int) -> Double {
    precondition(degrees >= 1, "Student's t with \(degrees) degrees of freedom")
    if degrees <= table.count { return table[degrees - 1] }
    // Cornish–Fisher expansion about the normal quantile z (Abramowitz and Stegun 26.7.5).
    let z = 1.959964
    let n = Double(degrees)
    let z3 = z * z * z
    let z5 = z3 * z * z
    return z + (z3 + z) / (4 * n) + (5 * z5 + 16 * z3 + 3 * z) / (96 * n * n)
  }

  private static let table: [Double] = [
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
  ]
}
