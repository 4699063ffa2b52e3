import Bytes
import Foundation
import Ladder
import Scenarios
import Testing

@Suite struct FindingsTests {
  /// One cell dearer by a factor, so that the encoding's effect depends on the carrier.
  private func planted(_ seed: UInt64, _ factor: Double, rounds: Int = 16) -> Findings {
    let climb = Climb(seed: seed, rounds: rounds) { payload, cell in
      Climb.plainCost(payload, cell) * (cell == Cell(.grpc, .json) ? factor : 1)
    }
    return Findings(climb.journal)
  }

  private func cpu(_ findings: Findings) throws -> MeasureFindings {
    try #require(findings.payloads.first?.measures.first { $0.measure == .cpu })
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `effects are found as they were put in`(seed: UInt64) throws {
    let found = try cpu(planted(seed, 1))
    let truths: [(Contrast.Kind, String, Double)] = [
      (.encoding, "grpc", 1.2), (.encoding, "connect", 1.2), (.encoding, "http1", 1.2),
      (.encoding, Contrast.pooled, 1.2), (.framing, "protobuf", 1.1), (.framing, "json", 1.1),
      (.framing, Contrast.pooled, 1.1), (.version, "protobuf", 1.5), (.version, "json", 1.5),
      (.version, Contrast.pooled, 1.5), (.interaction, "grpc", 1), (.interaction, "http1", 1),
    ]
    #expect(found.effects.count == truths.count)
    for (kind, place, truth) in truths {
      let effect = try #require(found.effect(kind, place))
      // Sixteen rounds of sd 2.8 % give a standard error of 0.7 %.
      #expect(abs(log(effect.ratio / truth)) < 0.04, "\(effect.key) \(effect.ratio), seed \(seed)")
      let (lower, upper) = (try #require(effect.lower), try #require(effect.upper))
      #expect(lower <= effect.ratio && effect.ratio <= upper)
      #expect((effect.adjustedP != nil) == (kind == .interaction))
      if truth > 1 { #expect(effect.p < 0.001, "\(effect.key), seed \(seed)") }
    }
  }

  @Test func `intervals hold the truth as often as they say`() throws {
    var held = 0
    for seed in 1...200 as ClosedRange<UInt64> {
      let effect = try #require(try cpu(planted(seed, 1)).effect(.encoding, "connect"))
      let (lower, upper) = (try #require(effect.lower), try #require(effect.upper))
      if (lower...upper).contains(1.2) { held += 1 }
    }
    // 95 % of 200 are 190, sd 3.1; the exact interval may hold it a little more often.
    #expect((178...200).contains(held), "\(held) of 200")
  }

  @Test func `a planted interaction is found`() throws {
    for seed in 1...50 as ClosedRange<UInt64> {
      let found = try cpu(planted(seed, 1.1))
      #expect(found.conclusion == .depends, "seed \(seed)")
      let effect = try #require(found.effect(.interaction, "grpc"))
      #expect(try #require(effect.adjustedP) <= 0.05, "seed \(seed)")
      #expect(abs(log(effect.ratio / 1.1)) < 0.05, "seed \(seed)")
    }
  }

  @Test func `where there is no interaction hardly any is found`() throws {
    var alarms: [Measure: Int] = [:]
    for seed in 1...300 as ClosedRange<UInt64> {
      for found in planted(seed, 1).payloads[0].measures where found.conclusion == .depends {
        alarms[found.measure, default: 0] += 1
      }
    }
    // 5 % of 300 are 15, sd 3.8: Holm keeps to at most that, for each measure.
    for (measure, count) in alarms { #expect(count <= 28, "\(measure.key): \(count) of 300") }
  }

  @Test func `how the machine fares from round to round changes nothing`() throws {
    var calm = Climb(seed: 3)
    calm.drift = 0
    var stormy = calm
    stormy.drift = 1
    let (left, right) = (try cpu(Findings(calm.journal)), try cpu(Findings(stormy.journal)))
    for (a, b) in zip(left.effects, right.effects) {
      #expect(abs(log(a.ratio / b.ratio)) < 0.001, "\(a.key)")
    }
  }

  @Test func `one figure is allowed where noise leaves no room for another`() throws {
    var quiet = Climb(seed: 5)
    quiet.noise = 0.002
    #expect(try cpu(Findings(quiet.journal)).conclusion == .single)
    var loud = Climb(seed: 5)
    loud.noise = 0.2
    #expect(try cpu(Findings(loud.journal)).conclusion == .open)
  }

  @Test func `too few rounds have figures and no intervals`() throws {
    let found = try cpu(planted(1, 1.1, rounds: Effect.fewestRounds - 1))
    #expect(found.conclusion == .tooFew)
    #expect(found.reach == nil)
    #expect(found.effects.allSatisfy { $0.lower == nil && $0.upper == nil && $0.p > 0.05 })
    #expect(
      try cpu(planted(1, 1, rounds: Effect.fewestRounds)).effects.allSatisfy { $0.lower != nil }
    )
  }

  @Test func `half of both ends is not both ends`() throws {
    var climb = Climb(seed: 8)
    climb.knowsServer = false
    let found = Findings(climb.journal).payloads[0]
    for measure in found.measures {
      let isKnown = ![Measure.cpu, .serverCPU].contains(measure.measure)
      #expect(measure.cells.count == (isKnown ? 6 : 0), "\(measure.measure.key)")
    }
    #expect(try #require(found.busy).allSatisfy { $0.server == nil && $0.client == 0.95 })
  }

  @Test func `cells whose ends are idle at times are told from busy ones`() throws {
    var climb = Climb(seed: 9)
    climb.busy = { $0.carrier == .http1 ? 0.95 : 0.46 }
    let busy = try #require(Findings(climb.journal).payloads[0].busy)
    #expect(busy.map(\.cell) == Cell.all)
    #expect(busy.map(\.client) == [0.46, 0.46, 0.46, 0.46, 0.95, 0.95])
    // The server has 0.6 of the CPU time, one thread and one second.
    for end in busy { #expect(abs((end.server ?? 0) - 0.6) < 0.001, "\(end)") }
    #expect(busy.map(\.isIdleAtTimes) == [true, true, true, true, false, false])
    climb.design.plan.server.threads = 2
    for end in try #require(Findings(climb.journal).payloads[0].busy) {
      #expect(abs((end.server ?? 0) - 0.3) < 0.001, "\(end)")
    }
  }

  @Test func `rounds that are not over say nothing of who is busy`() {
    var journal = Climb(seed: 9, rounds: 2).journal
    let first = journal.entries.firstIndex { $0.slice.round == 1 } ?? 0
    journal.entries.removeLast(journal.entries.count - first - 20)
    #expect(Findings(journal).payloads[0].busy == [])
  }

  @Test func `a ladder that was stopped tells its whole rounds`() throws {
    let whole = Climb(seed: 6).journal
    var part = whole
    part.entries.removeLast(40)
    let (all, some) = (Findings(whole), Findings(part))
    #expect((all.rounds, all.isComplete) == (16, true))
    #expect((some.rounds, some.isComplete) == (14, false))
    #expect(try cpu(some).effects.allSatisfy { $0.rounds == 14 })
    part.entries = []
    #expect(Findings(part).payloads[0].measures.allSatisfy { $0.effects.isEmpty })
  }

  @Test func `rates are shares of the slowest cell's capacity`() throws {
    let journal = Climb(seed: 2, payloads: [.mixed, .text]).journal
    let rates = try #require(Rates(of: .text, in: journal))
    #expect(rates.slowest == rates.capacities[Cell(.http1, .json)])
    #expect(rates.rate(percent: 20) == Int(rates.slowest * 0.2))
    var early = journal
    early.entries = Array(journal.entries.prefix(20))
    #expect(Rates(of: .text, in: early) == nil)
  }

  @Test func `findings survive as JSON`() throws {
    let findings = Findings(Climb(seed: 2).journal)
    let data = try JSONEncoder().encode(findings)
    #expect(try JSONDecoder().decode(Findings.self, from: data) == findings)
  }
}
