import Foundation
import Gate
import Results
import Testing
import Timing

struct GateDocumentTests {
  private func arm(_ scale: Double, cpu: Bool = true, failed: UInt64 = 0) -> GateArm {
    GateArm(
      calls: 10_000,
      failed: failed,
      p50: Int64(100_000 * scale),
      p99: Int64(300_000 * scale),
      windowedP99: Int64(280_000 * scale),
      cpuPerCall: cpu ? 5_000 * scale : nil
    )
  }

  private func rounds(
    _ count: Int,
    worse: Double = 0,
    frozen: Double = 0,
    cpu: Bool = true
  ) -> [GateRound] {
    var random = SplitMix64(seed: 5)
    return (1...count).map { number in
      let noise = 1 + (random.nextUnit() - 0.5) / 50
      return GateRound(
        number: number,
        seed: UInt64(number),
        candidateStartedFirst: number.isMultiple(of: 2),
        portsSwapped: false,
        frozenShare: frozen,
        baseline: arm(1, cpu: cpu),
        candidate: arm((1 + worse) * noise, cpu: cpu)
      )
    }
  }

  private func document(
    _ rounds: [GateRound],
    failure: String? = nil,
    trouble: String? = nil,
    build: String = "release"
  ) -> GateDocument {
    GateDocument(
      scenario: .string("unary"),
      baseline: "old",
      candidate: "new <b>",
      startedAt: "2026-01-02T03:04:05Z",
      environment: Environment(
        host: "",
        kernel: "",
        cpus: 2,
        build: build,
        version: "",
        commit: "",
        libraries: [:]
      ),
      rules: GateRules(),
      duet: GateDocument.Duet(
        slice: 50_000_000,
        dropped: 3_000_000,
        warmup: 1_500_000_000,
        round: 10_000_000_000,
        rate: 2_000,
        capacity: 5_000,
        restarts: true,
        isPinned: true,
        seed: 1
      ),
      rounds: rounds,
      failure: failure,
      trouble: trouble
    )
  }

  @Test func `the answer, its reasons and each metric are told`() throws {
    let fail = document(rounds(16, worse: 0.06))
    #expect(fail.answer == .fail)
    // Rounds that differ by so much in p99 have the windowed one beside it.
    let tails = ["windowed p99", "p99"]
    #expect(fail.verdict.findings.map(\.metric) == ["p50", "CPU per call"] + tails)
    #expect(fail.text.hasPrefix("FAIL: new <b> against old\n\n- p50 is worse by +"))
    // All of sixteen rounds: 2⁻¹⁶ is not nothing.
    #expect(fail.text.contains("(p < 0.0005).") && fail.text.contains("fails if p ≤ 0.0015 and"))
    #expect(fail.markdown.hasPrefix("### FAIL: new &lt;b&gt; against old"))
    let pass = document(rounds(16))
    #expect(pass.answer == .pass && pass.reasons.isEmpty)
    #expect(pass.text.contains("16 rounds of 10 s in slices of 50 ms at 2,000/s"))
    #expect(pass.text.contains("false alarms at most 0.9 %"))
  }

  @Test func `rounds that ended before the rules could answer are inconclusive`() {
    let early = document(rounds(10, worse: 0.06))
    #expect(early.answer == .inconclusive)
    #expect(early.reasons.contains("It ended after 10 rounds."))
  }

  @Test func `where the machine stands still the tail is that of windows, and it is said`() {
    for (frozen, tails) in [(0.002, ["p99"]), (0.003, ["windowed p99", "p99"])] {
      let document = document(rounds(16, frozen: frozen))
      #expect(document.verdict.findings.map(\.metric) == ["p50", "CPU per call"] + tails)
      #expect(document.reasons.contains { $0.contains("stood still") } == (tails.count > 1))
    }
  }

  @Test func `unknown CPU time is left out and said`() {
    let document = document(rounds(16, cpu: false))
    #expect(document.verdict.findings.map(\.metric) == ["p50", "p99"])
    #expect(document.reasons.count == 1)
    #expect(document.reasons.first?.hasPrefix("CPU time is not known of both servers: ") == true)
  }

  @Test func `a candidate that fails calls fails the gate`() {
    let document = document(rounds(3), failure: "It failed: 50 % of the candidate's calls.")
    #expect(document.answer == .fail)
    #expect(document.reasons.first == "It failed: 50 % of the candidate's calls.")
  }

  @Test func `what ended a gate before its answer comes first`() {
    let line = "It was interrupted in round 4."
    let stopped = document(rounds(3), trouble: line)
    #expect(stopped.answer == .inconclusive && stopped.reasons.first == line)
    // Also before any round was over, and behind rounds that would have passed.
    #expect(document([], trouble: line).reasons == [line])
    #expect(document(rounds(16), trouble: line).answer == .inconclusive)
  }

  @Test func `a debug build may fail a candidate and not pass it`() {
    let pass = document(rounds(16), build: "debug")
    #expect(pass.answer == .inconclusive)
    #expect(pass.reasons.first?.hasPrefix("grpcbench is a debug build, ") == true)
    let fail = document(rounds(16, worse: 0.06), build: "debug")
    #expect(fail.answer == .fail && fail.reasons.last == "grpcbench is a debug build.")
  }

  @Test func `failed calls and flawed rounds are told`() {
    var rounds = rounds(16)
    rounds[2].candidate.failed = 32
    rounds[3].busyShare = 0.97
    let document = document(rounds)
    #expect(document.answer == .pass)
    let failed = "Failed calls: 0.02 % of the candidate's, 0 % of the baseline's."
    #expect(document.reasons.contains(failed), "\(document.reasons)")
    let flaw = "In 1 of 16 rounds the generator was the bottleneck (its loop was 97 % busy); "
    #expect(document.reasons.first == flaw + "a lower rate may help.")
    #expect(document.text.contains("failed calls"))
  }

  @Test func `a gate survives as a document`() throws {
    let document = document(rounds(16, frozen: 0.01))
    let again = try JSONDecoder().decode(
      GateDocument.self,
      from: JSONEncoder().encode(document)
    )
    #expect(again == document)
  }
}
