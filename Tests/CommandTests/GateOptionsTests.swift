import ArgumentParser
import Foundation
import Gate
import Load
import Scenarios
import Testing
import Timing

@testable import grpcbench

@Suite struct GateOptionsTests {
  private func gate(_ arguments: String...) throws -> GatePlayCommand {
    let all = ["gate"] + arguments
    return try #require(try GRPCBench.parseAsRoot(all) as? GatePlayCommand)
  }

  @Test func `without options the rules are the gate's own`() throws {
    let gate = try gate("--baseline", "a:1", "--candidate", "b:1")
    #expect(try gate.rules.rules() == GateRules())
    let times = try gate.play.times(seed: 3)
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
    #expect(try gate.play.times(seed: 1).warmup == .milliseconds(1_040))
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
    let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GatePlayCommand)
    let complaint = #expect(throws: Complaint.self) { try gate.rules.rules() }
    #expect(complaint?.description.contains(reason) == true, "\(complaint?.description ?? "")")
  }

  @Test func `slices must fit the round`() throws {
    for words in [["--dropped", "50ms"], ["--round", "500ms"], ["--slice", "0s"]] {
      let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GatePlayCommand)
      #expect(throws: Complaint.self) { try gate.play.times(seed: 1) }
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
      let gate = try #require(try GRPCBench.parseAsRoot(["gate"] + words) as? GatePlayCommand)
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
  @Test func `a resampling takes folders and the gate's own rules`() throws {
    let words = ["gate", "resample", "a", "b", "--flip-signs", "--looks", "12"]
    let resample = try #require(try GRPCBench.parseAsRoot(words) as? GateResampleCommand)
    #expect(resample.folders == ["a", "b"] && resample.flipSigns)
    #expect(try resample.rules.rules() == GateRules(looks: [12]))
  }

  @Test func `a recording is read from its folder or its file, and nothing else is`() throws {
    let folder = URL.temporaryDirectory.appending(path: "gate-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: GateRecording.roundsName)
    let none = #expect(throws: Complaint.self) { try GateRecording(folder.path) }
    #expect(none?.description.contains("give the folder of a gate") == true)
    let round = GateRound(
      number: 1,
      seed: 2,
      candidateStartedFirst: true,
      portsSwapped: false,
      frozenShare: 0,
      baseline: GateArm(calls: 1, failed: 0, p50: 2, p99: 3, windowedP99: nil, cpuPerCall: nil),
      candidate: GateArm(calls: 1, failed: 0, p50: 2, p99: 3, windowedP99: 4, cpuPerCall: 5)
    )
    try Data(JSONText.text(round, pretty: false).utf8).write(to: file)
    for place in [folder.path, file.path] {
      let recording = try GateRecording(place)
      #expect(recording.rounds == [round] && recording.search == nil)
    }
    try Data("{\"number\":1}\n".utf8).write(to: file)
    let broken = #expect(throws: Complaint.self) { try GateRecording(file.path) }
    #expect(broken?.description.hasSuffix("line 1 is no round of a gate") == true)
    try Data().write(to: file)
    let empty = #expect(throws: Complaint.self) { try GateRecording(folder.path) }
    #expect(empty?.description.hasSuffix("has no rounds") == true)
  }
}
