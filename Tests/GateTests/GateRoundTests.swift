import Foundation
import Gate
import Results
import Testing
import Timing

struct GateRoundTests {
  static func arm(
    calls: UInt64 = 10_000,
    failed: UInt64 = 0,
    late: UInt64 = 0,
    p50: Int64? = nil,
    p99: Int64? = 300_000
  ) -> GateArm {
    GateArm(
      calls: calls,
      failed: failed,
      // What a backlog that grows all the time makes of it.
      p50: p50 ?? (late < 100 ? 100_000 : Int64(late * 5_000_000_000 / calls)),
      p99: p99,
      windowedP99: p99,
      cpuPerCall: 5_000,
      inTime: calls - late,
      inFlight: late
    )
  }

  static func round(
    _ number: Int = 1,
    _ baseline: GateArm = arm(),
    _ candidate: GateArm = arm(),
    busy: Double = 0.3,
    lag: Int64 = 5_000
  ) -> GateRound {
    GateRound(
      number: number,
      seed: UInt64(number),
      candidateStartedFirst: false,
      portsSwapped: false,
      frozenShare: 0.001,
      baseline: baseline,
      candidate: candidate,
      candidateConnectedFirst: true,
      busyShare: busy,
      sendLagP50: lag,
      length: 10_000_000_000
    )
  }

  private func end(_ round: GateRound) -> GateRound.End? {
    round.end(mostFailed: 0.01, rate: 5_000)
  }

  @Test func `a sound round ends nothing`() {
    let sound = Self.round()
    #expect(end(sound) == nil && sound.flaw == nil)
    // Calls in flight at the end are no shortfall, nor is what few calls lack by chance.
    let busy = Self.round(1, Self.arm(late: 99), Self.arm(calls: 94, late: 3))
    #expect(end(busy) == nil && busy.flaw == nil)
  }

  @Test func `a side without calls is refused and blamed on nobody`() {
    for round in [Self.round(7, Self.arm(calls: 0)), Self.round(7, Self.arm(), Self.arm(calls: 0))]
    {
      guard case .refused(let line) = end(round) else {
        Issue.record("\(String(describing: end(round)))")
        continue
      }
      #expect(line.contains("no call of the ") && line.contains("in round 7; give a higher rate"))
    }
  }

  @Test func `a rate that the baseline cannot hold is refused`() {
    let both = Self.round(2, Self.arm(late: 3_900), Self.arm(late: 4_200))
    let line = "the baseline answered only 61 % of its calls in time in round 2; "
    #expect(end(both) == .refused(line + "give a rate below 5,000/s"))
    #expect(both.flaw == "the baseline answered only 61 % of its calls in time")
    // Less than that may be the machine: it speaks against the round, and ends nothing.
    let some = Self.round(2, Self.arm(late: 500))
    #expect(end(some) == nil && some.flaw != nil)
  }

  @Test func `a candidate that alone cannot hold the rate has failed`() {
    let slow = Self.round(3, Self.arm(late: 20), Self.arm(late: 3_300))
    let line = "the candidate answered only 67 % of its calls in time in round 3, the baseline "
    #expect(end(slow) == .failed(line + "99.8 %."))
    #expect(slow.flaw == nil)
  }

  @Test func `a machine that stands still at the end of a round is nobody's backlog`() {
    let stopped = Self.round(8, Self.arm(late: 1_500, p50: 100_000))
    #expect(end(stopped) == nil && stopped.flaw == nil)
    let other = Self.round(8, Self.arm(), Self.arm(late: 1_500, p50: 100_000))
    #expect(end(other) == nil && GateVerdict([other], by: GateRules(looks: [10])).answer == nil)
  }

  /// Both share a processor, so a candidate that takes it all makes the baseline's calls late too.
  @Test func `of two that do badly the much worse candidate has failed`() {
    let slow = Self.round(6, Self.arm(late: 2_000), Self.arm(late: 9_000))
    let late = "the candidate answered only 10 % of its calls in time in round 6, the baseline "
    #expect(end(slow) == .failed(late + "80 %."))
    let failing = Self.round(6, Self.arm(failed: 300), Self.arm(failed: 6_001))
    #expect(end(failing) == .failed("60 % of the candidate's calls failed in round 6."))
    // Less than twice as many may be chance.
    let alike = Self.round(6, Self.arm(failed: 300), Self.arm(failed: 590))
    #expect(end(alike) == .refused("3 % of the baseline's calls failed in round 6"))
  }

  @Test func `a generator that cannot hold the rate is not blamed on the servers`() {
    let late = [
      Self.arm(late: 3_300, p50: 2_000_000_000), Self.arm(late: 3_300, p50: 2_000_000_000),
    ]
    for round in [
      Self.round(4, late[0], late[1], busy: 0.99),
      Self.round(4, Self.arm(), late[1], busy: 0.99),
      Self.round(4, late[0], late[1], lag: 1_900_000_000),
    ] {
      guard case .refused(let line) = end(round) else {
        Issue.record("\(String(describing: end(round)))")
        continue
      }
      #expect(line.hasPrefix("the generator ") && line.hasSuffix("give a rate below 5,000/s"))
    }
    #expect(Self.round(busy: 0.96).flaw?.contains("its loop was 96 % busy") == true)
    #expect(Self.round(lag: 60_000).flaw?.contains("half of its calls 60 µs late") == true)
  }

  @Test func `more failed calls than are allowed end the gate by whose they are`() {
    let line = "2 % of the baseline's calls failed in round 5"
    #expect(end(Self.round(5, Self.arm(failed: 200))) == .refused(line))
    let failed = end(Self.round(5, Self.arm(), Self.arm(failed: 200)))
    #expect(failed == .failed("2 % of the candidate's calls failed in round 5."))
    #expect(end(Self.round(5, Self.arm(), Self.arm(failed: 90))) == nil)
  }

  @Test func `rounds that were recorded with less are judged by what they have`() {
    var old = Self.round(1, Self.arm(late: 5_000))
    old.baseline.inTime = nil
    old.busyShare = nil
    old.sendLagP50 = nil
    #expect(end(old) == nil && old.flaw == nil)
  }
}

extension GateRoundTests {
  @Test func `with too many flawed rounds a gate has no answer, and ends early`() {
    let rules = GateRules()
    let sound = (1...16).map { Self.round($0) }
    #expect(GateVerdict(sound, by: rules).answer == .pass)
    var some = sound
    for index in 0..<4 { some[index].busyShare = 0.99 }
    #expect(GateVerdict(some, by: rules).answer == .pass)
    some[9].busyShare = 0.99
    #expect(GateVerdict(some, by: rules).answer == .inconclusive)
    #expect(GateVerdict(Array(some.prefix(4)), by: rules).answer == nil)
    let flawed = (1...5).map { Self.round($0, busy: 0.99) }
    #expect(GateVerdict(flawed, by: rules).answer == .inconclusive)
  }

  @Test func `a candidate that falls behind does not pass`() {
    let slow: Int64 = 150_000_000
    let behind = (1...16).map {
      Self.round($0, Self.arm(p50: slow), Self.arm(late: 300, p50: slow))
    }
    #expect(GateVerdict(behind, by: GateRules()).answer == .inconclusive)
    let worse = (1...16).map { Self.round($0, Self.arm(), Self.arm(late: 300)) }
    #expect(GateVerdict(worse, by: GateRules()).answer == .fail)
  }

  /// The slowest nine of a thousand are given up, so that p99 is better than the baseline's.
  @Test func `a candidate that fails its slowest calls does not pass`() {
    let rounds = (1...16).map { Self.round($0, Self.arm(), Self.arm(failed: 90, p99: 200_000)) }
    let verdict = GateVerdict(rounds, by: GateRules())
    #expect(verdict.answer == .fail)
    let names = ["p50", "CPU per call", "windowed p99", "p99", "failed calls"]
    #expect(verdict.findings.map(\.metric) == names)
    #expect(verdict.findings.map(\.outcome) == [.fine, .fine, .fine, .fine, .worse])
    #expect(verdict.findings.last?.shift.map { abs($0 - 0.009) < 1e-12 } == true)
  }

  @Test func `failures that both sides have are no failure of the candidate`() {
    var random = SplitMix64(seed: 3)
    let rounds = (1...16).map { number in
      Self.round(
        number,
        Self.arm(failed: 20 + random.next(upperBound: 5)),
        Self.arm(failed: 20 + random.next(upperBound: 5))
      )
    }
    #expect(GateVerdict(rounds, by: GateRules()).answer == .pass)
    // One round in sixteen is nothing that a test can show, and nothing that is kept quiet.
    var once = (1...16).map { Self.round($0) }
    once[5].candidate.failed = 90
    #expect(GateVerdict(once, by: GateRules()).answer == .pass)
  }

  @Test func `a quantile that is a failed call is no pass`() {
    let rounds = (1...32).map {
      Self.round($0, Self.arm(failed: 200, p99: nil), Self.arm(failed: 200, p99: nil))
    }
    let verdict = GateVerdict(rounds, by: GateRules())
    #expect(verdict.answer == .inconclusive)
    #expect(verdict.findings.first { $0.metric == "p99" }?.outcome == .open)
  }

  /// Rounds that are alike but for p99, which is another one in each.
  private static func restless(_ count: Int, slower: Double = 1) -> [GateRound] {
    var random = SplitMix64(seed: 11)
    return (1...count).map { number in
      let tails = (0..<2).map { _ in 100_000 * exp(3 * random.nextUnit()) }
      var round = Self.round(number)
      round.baseline.p99 = Int64(tails[0])
      round.candidate.p99 = Int64(tails[1] * slower)
      return round
    }
  }

  @Test func `a p99 that jumps keeps nothing from passing, and fails a candidate with pauses`() {
    let alike = GateVerdict(Self.restless(16), by: GateRules())
    #expect(alike.findings.map(\.metric) == ["p50", "CPU per call", "windowed p99", "p99"])
    #expect(alike.answer == .pass && alike.findings.last?.outcome == .open)
    let pauses = GateVerdict(Self.restless(16, slower: 50), by: GateRules())
    #expect(pauses.answer == .fail && pauses.findings.last?.outcome == .worse)
    #expect(pauses.findings.dropLast().allSatisfy { $0.outcome == .fine })
    // One that is missing is not one that jumps.
    var missing = Self.restless(32)
    for index in missing.indices { missing[index].candidate.p99 = nil }
    #expect(GateVerdict(missing, by: GateRules()).answer == .inconclusive)
  }

  @Test func `few calls have no tail`() {
    let few = (1...16).map { Self.round($0, Self.arm(calls: 999), Self.arm(calls: 1_000)) }
    #expect(GateMetrics(few).differences.map(\.name) == ["p50", "CPU per call"])
    let enough = (1...16).map { Self.round($0, Self.arm(calls: 999), Self.arm(calls: 1_001)) }
    #expect(GateMetrics(enough).differences.map(\.name).last == "p99")
  }
}
