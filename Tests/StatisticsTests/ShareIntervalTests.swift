import Foundation
import Statistics
import Testing

struct ShareIntervalTests {
  /// With none of n the upper bound solves (1 − p)ⁿ = 0.025; the others are from tables.
  @Test(arguments: [
    (0, 10, 0, 0.308497), (10, 10, 0.691503, 1), (5, 10, 0.187086, 0.812914),
    (1, 1, 0.025, 1), (8, 100, 0.035172, 0.151558), (1, 10_000, 0.00000253178, 0.000557032),
  ])
  func `its bounds are those of tables`(count: Int, trials: Int, lower: Double, upper: Double) {
    let interval = ShareInterval(count, of: trials)
    #expect(abs(interval.lower - lower) <= 2e-5 * lower + 1e-12, "\(interval)")
    #expect(abs(interval.upper - upper) <= 2e-5 * upper, "\(interval)")
  }

  /// Of the binomial distribution itself: at the lower bound so many or more have 2.5 %.
  @Test(arguments: [(3, 20), (17, 20), (40, 96), (1, 48)])
  func `beyond each bound lie two and a half percent`(count: Int, trials: Int) {
    let interval = ShareInterval(count, of: trials)
    let term = { (k: Int, p: Double) -> Double in
      (0..<k).reduce(pow(1 - p, Double(trials - k))) {
        $0 * p * Double(trials - $1) / Double($1 + 1)
      }
    }
    let above = (count...trials).reduce(0.0) { $0 + term($1, interval.lower) }
    let below = (0...count).reduce(0.0) { $0 + term($1, interval.upper) }
    #expect(abs(above - 0.025) < 1e-9 && abs(below - 0.025) < 1e-9)
  }

  @Test func `more trials make it narrower about the same share`() {
    var last = 1.0
    for trials in [10, 100, 1_000, 10_000, 1_000_000] {
      let interval = ShareInterval(trials / 10, of: trials)
      #expect(interval.lower < 0.1 && interval.upper > 0.1)
      #expect(interval.upper - interval.lower < last)
      last = interval.upper - interval.lower
    }
  }
}
