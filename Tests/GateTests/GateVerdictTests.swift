import Foundation
import Gate
import Statistics
import Testing
import Timing

struct GateVerdictTests {
  /// Differences about `shift` with a normal-like noise of standard deviation `noise`.
  static func differences(
    seed: UInt64,
    count: Int = 32,
    shift: Double = 0,
    noise: Double = 0.02
  ) -> [Double] {
    var random = SplitMix64(seed: seed)
    return (0..<count).map { _ in
      let sum = (0..<12).reduce(0.0) { total, _ in total + random.nextUnit() }
      return shift + noise * (sum - 6)
    }
  }

  static func answer(_ differences: [[Double]], _ rules: GateRules = GateRules()) -> GateAnswer? {
    rules.verdict(differences.enumerated().map { ("m\($0.offset)", $0.element) }).answer
  }

  @Test func `a clear change fails at the first look, none passes there`() {
    for seed in UInt64(1)...50 {
      let worse = Self.differences(seed: seed, shift: log(1.06), noise: 0.01)
      let verdict = GateRules().verdict([("p50", worse)])
      #expect(verdict.answer == .fail && verdict.rounds == 16, "seed \(seed)")
      let shift = verdict.findings[0].shift ?? 0
      #expect(abs(shift - 0.06) < 0.02, "seed \(seed)")
      let same = Self.differences(seed: seed, noise: 0.01)
      #expect(GateRules().verdict([("p50", same)]).answer == .pass, "seed \(seed)")
      let better = Self.differences(seed: seed, shift: -0.1, noise: 0.01)
      #expect(GateRules().verdict([("p50", better)]).answer == .pass, "seed \(seed)")
    }
  }

  @Test func `a change that is sure but small does not fail`() {
    let small = Self.differences(seed: 3, shift: 0.01, noise: 0.001)
    let finding = GateRules().verdict([("p50", small)]).findings[0]
    #expect(finding.probability <= 0.0015)
    #expect(finding.outcome == .fine)
  }

  @Test func `noise that hides the answer is inconclusive after the last look, never a pass`() {
    let noisy = Self.differences(seed: 5, noise: 0.5)
    let verdict = GateRules().verdict([("p50", noisy)])
    #expect(verdict.answer == .inconclusive && verdict.rounds == 32)
    #expect(GateRules().verdict([("p50", Array(noisy.prefix(20)))]).answer == .inconclusive)
  }

  @Test func `one metric that is worse fails, one that is open keeps it from passing`() {
    let fine = Self.differences(seed: 7, noise: 0.01)
    let worse = Self.differences(seed: 8, shift: 0.1, noise: 0.01)
    let noisy = Self.differences(seed: 5, noise: 0.5)
    #expect(Self.answer([fine, fine]) == .pass)
    #expect(Self.answer([fine, worse]) == .fail)
    #expect(Self.answer([fine, noisy]) == .inconclusive)
    #expect(Self.answer([noisy, worse]) == .fail)
    #expect(Self.answer([]) == .inconclusive)
  }

  @Test func `a figure that is missing in a round is no pass`() {
    var gaps = Self.differences(seed: 9, noise: 0.01)
    #expect(Self.answer([gaps]) == .pass)
    gaps[4] = .nan
    let verdict = GateRules().verdict([("p50", gaps)])
    #expect(verdict.answer == .inconclusive)
    #expect(verdict.findings[0].rounds == 31)
    #expect(Self.answer([[Double](repeating: .infinity, count: 32)]) == .inconclusive)
  }

  /// Under the null the signs are coins: of all 2¹² choices no larger share may fail, at two looks,
  /// than the rules promise.
  @Test(arguments: UInt64(1)...4)
  func `of all sign flips no more fail than the rules promise`(seed: UInt64) {
    let rules = GateRules(looks: [10, 12], significance: 0.004, leastShift: 0, tolerance: 1e-9)
    let sizes = Self.differences(seed: seed, count: 12, noise: 0.05)
    var failed = 0
    for signs in 0..<(1 << 12) {
      let flipped = sizes.enumerated().map {
        signs >> $0.offset & 1 == 0 ? $0.element : -$0.element
      }
      if Self.answer([flipped], rules) == .fail { failed += 1 }
    }
    let share = Double(failed) / 4_096
    #expect(share > 0 && share <= rules.falseAlarm(metrics: 1), "seed \(seed): \(share)")
  }

  @Test func `of random sign flips of three metrics at most one in a hundred fails`() {
    var random = SplitMix64(seed: 11)
    let metrics = (0..<3).map { Self.differences(seed: 20 + $0, noise: 0.08) }
    #expect(GateRules().falseAlarm(metrics: 3) <= 0.0091)
    var failed = 0
    for _ in 0..<3_000 {
      // The signs are the round's, so all of its metrics turn together.
      let signs = random.next()
      let flipped = metrics.map { metric in
        metric.enumerated().map { signs >> $0.offset & 1 == 0 ? $0.element : -$0.element }
      }
      if Self.answer(flipped) == .fail { failed += 1 }
    }
    #expect(failed <= 27 + 16, "\(failed) of 3,000; three deviations above 0.9 % are 43")
  }

  @Test func `more of a shift never makes it better`() {
    let order: [GateAnswer] = [.pass, .inconclusive, .fail]
    for seed in UInt64(1)...30 {
      let noise = Self.differences(seed: seed, count: 16, noise: 0.03)
      var last = 0
      for step in 0...40 {
        let shifted = noise.map { $0 + Double(step) * 0.0025 }
        let answer = Self.answer([shifted], GateRules(looks: [16])) ?? .inconclusive
        let rank = order.firstIndex(of: answer) ?? 0
        #expect(rank >= last, "seed \(seed), step \(step)")
        last = rank
      }
      #expect(last == 2, "seed \(seed)")
    }
  }

  @Test func `the order of rounds within a look does not matter`() {
    for seed in UInt64(1)...30 {
      var random = SplitMix64(seed: seed)
      let rounds = Self.differences(seed: seed, count: 16, shift: 0.02, noise: 0.03)
      let rules = GateRules(looks: [16])
      let one = rules.verdict([("p50", rounds)])
      let other = rules.verdict([("p50", rounds.shuffled(using: &random))])
      #expect(one == other, "seed \(seed)")
    }
  }
}
