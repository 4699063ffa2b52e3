#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The regularized incomplete beta function I_x(a, b), from which tails of Student's t and of
/// binomial counts follow.
enum IncompleteBeta {
  /// The fraction needs about the square root of a or b; a million of them take a thousand steps.
  private static let mostSteps = 10_000

  /// The share of a beta distribution below `x`.
  ///
  /// - Parameters:
  ///   - x: In 0…1.
  ///   - rest: 1 − x, for those who know it better than a subtraction does.
  ///   - a: Above 0.
  ///   - b: Above 0.
  /// - Returns: I_x(a, b), 0…1.
  static func regularized(_ x: Double, rest: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard rest > 0 else { return 1 }
    let factor = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(rest))
    // The continued fraction converges fast on this side of the mean, its mirror on the other.
    return x < (a + 1) / (a + b + 2)
      ? factor * fraction(x, a, b) / a : 1 - factor * fraction(rest, b, a) / b
  }

  /// The continued fraction of the incomplete beta function (Lentz's method; Numerical Recipes
  /// §6.4).
  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
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
}
