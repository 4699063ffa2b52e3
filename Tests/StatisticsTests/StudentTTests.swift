import Statistics
import Testing

struct StudentTTests {
  /// With one degree of freedom the tail is 1 − 2·atan(t)/π, with two it is 1 − t/√(2 + t²); the
  /// others are from tables.
  @Test(arguments: [
    (1, 1, 0.5), (1, 12.7062047364, 0.05), (2, 1, 0.4226497308), (2, 4.3026527297, 0.05),
    (10, 2.2281388520, 0.05), (10, 4.5868938587, 0.001), (30, 3.6459586350, 0.001),
    (100, 1.9839715185, 0.05), (1_000_000, 1.9599639845, 0.050000277), (5, 0, 1),
  ])
  func `tails are those of the tables`(degrees: Double, t: Double, probability: Double) {
    for side in [t, -t] {
      let found = StudentT.probability(beyond: side, degrees: degrees)
      #expect(abs(found - probability) <= 1e-6 * probability, "\(found)")
    }
  }
}
