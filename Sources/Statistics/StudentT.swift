#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Student's t: the factor of a two-sided 95 % interval for a mean of few values, and tails.
public enum StudentT {
  /// The probability of a t at least as far from zero, on either side.
  ///
  /// It is the regularized incomplete beta function I_x(ν/2, ½) at x = ν/(ν + t²).
  public static func probability(beyond t: Double, degrees: Double) -> Double {
    precondition(degrees > 0, "Student's t with \(degrees) degrees of freedom")
    guard t.isFinite else { return 0 }
    let x = degrees / (degrees + t * t)
    let (a, b) = (degrees / 2, 0.5)
    let factor = exp(
      lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(t * t / (degrees + t * t))
    )
    // The continued fraction converges fast on this side of the mean, its mirror on the other.
    guard x >= (a + 1) / (a + b + 2) else { return factor * betaFraction(x, a, b) / a }
    return t == 0 ? 1 : 1 - factor * betaFraction(1 - x, b, a) / b
  }

  /// The continued fraction of the incomplete beta function (Lentz's method; Numerical Recipes
  /// §6.4).
  private static func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 / max(tiny, abs(1 - (a + b) * x / (a + 1)))
    var fraction = d
    for step in 1...mostSteps {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for coefficient in [even, odd] {
        d = 1 + coefficient * d
        c = 1 + coefficient / c
        d = 1 / (abs(d) < tiny ? tiny : d)
        c = abs(c) < tiny ? tiny : c
        change = d * c
        fraction *= change
      }
      if abs(change - 1) < 1e-15 { break }
    }
    return fraction
  }

  /// The fraction needs about the square root of the degrees; a million of them take a thousand.
  private static let mostSteps = 10_000
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
