import ArgumentParser
import Foundation
import Gate
import Load
import Scenarios
import Testing
import Timing

@testable import grpcbench

@Suite struct GateOptionsTests {
  private func gate(_ arguments: String...) throws -> GateCommand {
    let all = ["gate"] + arguments
    return try #require(try GRPCBench.parseAsRoot(all) as? GateCommand)
  }

  @Test func `without options the rules are the gate's own`() throws {
    let gate = try gate("--baseline", "a:1", "--candidate", "b:1")
    #expect(try gate.rules.rules() == GateRules())
    let times = try gate.rules.times(seed: 3)
    #expect(times.round == .seconds(10) && times.warmup == .milliseconds(1_500))
    #expect(times.slices.length == .milliseconds(50) && times.slices.dropped == .milliseconds(3))
    let sides = try gate.sides.sides()
    #expect(sides.baseline == .target("a:1") && sides.candidate == .target("b:1"))
  }

  @Test func `all of them can be changed`() throws {
    let gate = try gate(
      "--looks",
      "12,24,48",
      "--significance",
      "0.001",
      "--least-shift",
      "1%",
      "--tolerance",
      "3%",
      "--confidence",
      "99%",
      "--slice",
      "20ms",
      "--dropped",
      "1ms",
      "--round",
      "5s",
      "--warmup",
      "1s10ms"
    )
    #expect(
      try gate.rules.rules()
        == GateRules(
          looks: [12, 24, 48],
          significance: 0.001,
          leastShift: 0.01,
          tolerance: 0.03,
          confidence: 0.99
        )
    )
    // A whole number of pairs.
    #expect(try gate.rules.times(seed: 1).warmup == .milliseconds(1_040))
  }

  @Test(
    arguments: [
      (["--looks", "16,,32"], "--looks"), (["--looks", "8"], "cannot fail at a look after 8"),
      (["--looks", "32,16"], "need looks that grow"),
      (["--tolerance", "5"], "--tolerance 5 is no"),
      (["--tolerance", "x%"], "--tolerance x is none of the numbers"),
      (["--significance", "2"], "--significance 2 is none of the numbers"),
    ]
  )
  func `rules that make no sense are refused in one line`(words: [String], reason: String) throws {
    let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GateCommand)
    let complaint = #expect(throws: Complaint.self) { try gate.rules.rules() }
    #expect(complaint?.description.contains(reason) == true, "\(complaint?.description ?? "")")
  }

  @Test func `slices must fit the round`() throws {
    for words in [["--dropped", "50ms"], ["--round", "500ms"], ["--slice", "0s"]] {
      let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GateCommand)
      #expect(throws: Complaint.self) { try gate.rules.times(seed: 1) }
    }
  }

  @Test func `each side is named once, and both in the same way or both started`() throws {
    let refused = [
      [], ["--baseline", "a:1"], ["--candidate", "a:1"],
      ["--baseline", "a:1", "--candidate-build", "./grpcbench"],
      ["--baseline", "a:1", "--baseline-build", "x", "--candidate", "b:1"],
      ["--baseline-command", "server", "--candidate-command", "server {port}"],
    ]
    for words in refused {
      let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GateCommand)
      #expect(throws: Complaint.self, "\(words)") { try gate.sides.sides() }
    }
    let mixed = try gate("--baseline-command", "s {port}", "--candidate-build", "it's")
    let sides = try mixed.sides.sides()
    let usual = Plan.ServerOptions()
    #expect(sides.baseline.start(port: 7, usual) == "exec >/dev/null; exec s 7")
    let start = "exec >/dev/null; exec 'it'\\''s' serve --listen 127.0.0.1:7 --ends-with-parent"
    #expect(sides.candidate.start(port: 7, usual) == start)
    #expect(GateSide.target("a:1").start(port: 7, usual) == nil)
  }
}
