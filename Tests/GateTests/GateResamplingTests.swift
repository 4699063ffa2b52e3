import Foundation
import Gate
import Results
import Testing
import Timing

struct GateResamplingTests {
  /// Rounds in which the candidate's figures are those of the baseline times `e^difference`.
  static func rounds(_ differences: [Double], wall: Int64? = 12_000_000_000) -> [GateRound] {
    differences.enumerated().map { index, difference in
      let arm = { (scale: Double) in
        GateArm(
          calls: 10_000,
          failed: 0,
          p50: Int64(1e9 * scale),
          p99: Int64(3e9 * scale),
          windowedP99: Int64(2e9 * scale),
          cpuPerCall: 5_000 * scale
        )
      }
      return GateRound(
        number: index + 1,
        seed: 1,
        candidateStartedFirst: false,
        portsSwapped: false,
        frozenShare: 0.001,
        baseline: arm(1),
        candidate: arm(exp(difference)),
        wall: wall
      )
    }
  }

  static func resampling(
    _ differences: [Double],
    gates: Int = 200,
    seed: UInt64 = 1,
    flips: Bool = false,
    rules: GateRules = GateRules(),
    search: Int64? = nil
  ) -> GateResampling {
    GateResampling(
      [rounds(differences)],
      search: search,
      by: rules,
      gates: gates,
      seed: seed,
      flipsSigns: flips
    )
  }

  private func count(_ answer: GateAnswer, _ resampling: GateResampling) -> Int {
    resampling.answers.first { $0.answer == answer }?.gates ?? -1
  }

  @Test(arguments: [false, true])
  func `rounds without a difference always pass at the first look`(flips: Bool) throws {
    let none = Self.resampling([Double](repeating: 0, count: 20), flips: flips, search: 1_000)
    #expect(count(.pass, none) == 200 && count(.fail, none) == 0)
    #expect(none.meanRounds == 16)
    #expect(none.medianTime == 16 * 12e9 + 1_000)
    #expect(none.answers.first { $0.answer == .pass }?.upper == 1)
    #expect(none.inOrder.map(\.answer) == [.pass] && none.inOrder.map(\.rounds) == [16])
    #expect(none.metrics.map(\.metric) == ["p50", "CPU per call", "p99", "windowed p99"])
    #expect(none.metrics.allSatisfy { $0.mean == 0 && $0.deviation == 0 && $0.lagOne == nil })
    // The machine did not stand still, so no gate looked at the windowed tail.
    #expect(none.metrics.map(\.worse) == [0, 0, 0, nil])
  }

  @Test func `a candidate that is a tenth worse in each round always fails`() {
    let worse = Self.resampling([Double](repeating: log(1.1), count: 40))
    #expect(count(.fail, worse) == 200 && worse.meanRounds == 16)
    #expect(worse.metrics.prefix(3).allSatisfy { $0.worse == 1 })
    #expect(worse.metrics.allSatisfy { abs($0.mean - log(1.1)) < 1e-6 })
    #expect(worse.inOrder.map(\.answer) == [.fail, .fail])
  }

  /// A difference of every round would fail each gate; coins make it noise that is alike.
  @Test(arguments: UInt64(1)...3)
  func `coins keep false alarms below what the rules promise`(seed: UInt64) {
    let noisy = (0..<60).map { 0.06 + 0.0001 * Double($0) }
    #expect(count(.fail, Self.resampling(noisy, seed: seed)) == 200)
    let turned = Self.resampling(noisy, gates: 2_000, seed: seed, flips: true)
    // 0.9 % of 2,000 and four standard deviations.
    #expect(count(.fail, turned) <= 18 + 17, "seed \(seed)")
    #expect(turned.metrics.map(\.mean) == Self.resampling(noisy, seed: seed).metrics.map(\.mean))
  }

  @Test func `the same seed draws the same gates, another does not`() {
    let noise = GateVerdictTests.differences(seed: 4, count: 48, shift: 0.02, noise: 0.02)
    let one = Self.resampling(noise, seed: 7)
    #expect(one == Self.resampling(noise, seed: 7))
    #expect(one.answers != Self.resampling(noise, seed: 8).answers)
    #expect(one.answers.reduce(0) { $0 + $1.gates } == 200)
  }

  /// Of two recordings that are taken together, each has neighbours of its own.
  @Test func `the noise of the rounds is told without coins`() throws {
    let first = Self.rounds([0.01, -0.01, 0.01, -0.01])
    let second = Self.rounds([-0.01, 0.01, -0.01, 0.01])
    let both = GateResampling(
      [first, second],
      search: nil,
      by: GateRules(looks: [12]),
      gates: 5,
      seed: 1,
      flipsSigns: true
    )
    let p50 = try #require(both.metrics.first)
    #expect(p50.rounds == 8 && abs(p50.mean) < 1e-9)
    #expect(abs(p50.deviation - 0.01 * (8.0 / 7).squareRoot()) < 1e-8)
    #expect(abs(p50.standardError - p50.deviation / 8.0.squareRoot()) < 1e-12)
    // Six pairs of neighbours, each −0.0001, of a sum of squares of 0.0008.
    #expect(abs(try #require(p50.lagOne) + 0.75) < 1e-6)
    #expect(both.recordedRounds == 8 && both.inOrder.isEmpty)
  }

  @Test func `rounds that do not say how long they took give no time`() {
    let rounds = Self.rounds([0, 0], wall: nil)
    let resampling = GateResampling(
      [rounds],
      search: 5,
      by: GateRules(),
      gates: 3,
      seed: 1,
      flipsSigns: false
    )
    #expect(resampling.medianTime == nil)
    #expect(!resampling.text.contains("in the median"))
  }

  @Test func `it is told in words and survives as a document`() throws {
    let noise = GateVerdictTests.differences(seed: 4, count: 48, noise: 0.01)
    let resampling = Self.resampling(noise, gates: 1_000, seed: 3, flips: true)
    #expect(
      resampling.text.hasPrefix(
        "1,000 gates drawn from 48 rounds, sides exchanged by coins; seed 3\n\nanswer"
      )
    )
    #expect(resampling.text.contains("gates on the rounds as they came: PASS after 16, "))
    let again = try JSONDecoder().decode(
      GateResampling.self,
      from: JSONEncoder().encode(resampling)
    )
    #expect(again == resampling)
  }
}
