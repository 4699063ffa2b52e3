import Foundation
import Testing

/// Thresholds, comparisons and gates as a pipeline sees them.
@Suite(.serialized) struct GateTests {
  private func folder(_ body: (String) throws -> Void) throws {
    let path = Peer.newPath()
    defer { try? FileManager.default.removeItem(atPath: path) }
    try body(path)
  }

  private func document(_ path: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(filePath: path))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func run(_ arguments: String...) throws -> Program.End {
    try Program.run([Peer.grpcbench] + arguments, limit: 120)
  }

  @Test func `a broken threshold ends with 3 and stands in the result`() throws {
    try folder { path in
      let end = try run(
        "--scenario",
        "unary",
        "--duration",
        "500ms",
        "--warmup",
        "0s",
        "--output",
        path,
        "--fail-if",
        "response.p50 > 1ns",
        "--fail-if",
        "failed > 50%"
      )
      #expect(end.status == 3)
      #expect(end.complaints.last?.contains("broken threshold: response.p50 > 1ns (found:") == true)
      let thresholds = try document("\(path)/result.json")["thresholds"] as? [[String: Any]]
      #expect(thresholds?.map { $0["outcome"] as? String } == ["broken", "held"])
      #expect(end.output.contains("BROKEN"))
    }
  }

  @Test func `a hopeless run is ended early and says why`() throws {
    try folder { path in
      let start = Date()
      let end = try run(
        "--scenario",
        "unary",
        "--duration",
        "60s",
        "--warmup",
        "0s",
        "--output",
        path,
        "--fail-if",
        "response.p50 > 1ns",
        "--abort-on-fail",
        "true"
      )
      #expect(end.status == 3)
      #expect(Date().timeIntervalSince(start) < 30)
      let reason = try document("\(path)/result.json")["ended_early"] as? String
      #expect(reason?.hasPrefix("response.p50 > 1ns after ") == true)
    }
  }

  @Test func `results of a debug build are compared only by force`() throws {
    try folder { path in
      for name in ["old", "new"] {
        let end = try run(
          "--scenario",
          "unary",
          "--duration",
          "500ms",
          "--warmup",
          "0s",
          "--quiet",
          "--output",
          "\(path)/\(name)"
        )
        #expect(end.status == 0)
      }
      let refused = try run("compare", "\(path)/old", "\(path)/new")
      let forced = try run("compare", "\(path)/old", "\(path)/new", "--force")
      #expect(forced.status == 0 && forced.output.contains("response.p99"))
      let isDebug = forced.output.contains("of a debug build")
      #expect(refused.status == (isDebug ? 5 : 0))
    }
  }

  /// Twelve rounds of a second: the candidate works a millisecond on each call, so p50 and its CPU
  /// are far worse on any machine.
  @Test(.timeLimit(.minutes(5))) func `a candidate that works more fails the gate`() throws {
    try folder { path in
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}"
      let end = try run(
        "gate",
        "--baseline-command",
        server,
        "--candidate-command",
        server + " --work 1ms",
        "--looks",
        "12",
        "--round",
        "1s",
        "--warmup",
        "100ms",
        "--rate",
        "200",
        "--seed",
        "3",
        "--output",
        path
      )
      #expect(end.status == 3, "\(end.errors)")
      #expect(end.output.hasPrefix("FAIL: "), "\(end.output)")
      let gate = try document("\(path)/gate.json")
      let rounds = try #require(gate["rounds"] as? [[String: Any]])
      #expect(rounds.count == 12)
      let lines = try String(contentsOfFile: "\(path)/rounds.jsonl", encoding: .utf8)
      #expect(lines.split(separator: "\n").count == 12)
      // The question is in it, with nothing left open.
      let plan = try #require(gate["scenario"] as? [String: Any])
      #expect((plan["targets"] as? [Any])?.count == 2 && plan["connections"] as? Int == 2)
      for coin in ["ports_swapped", "candidate_started_first", "candidate_connected_first"] {
        #expect(Set(rounds.compactMap { $0[coin] as? Bool }) == [true, false])
      }
      for round in rounds {
        for side in ["baseline", "candidate"] {
          let arm = try #require(round[side] as? [String: Any])
          // Half of 200 calls, without those of the first 3 of 50 ms.
          #expect((40...150).contains(arm["calls"] as? Int ?? 0), "\(arm)")
          #expect((arm["cpu_ns_per_call"] as? Double ?? 0) > 0)
        }
      }
    }
  }

  /// With 4 streams and 15 ms a call the candidate can do two thirds of its part of 800 calls/s.
  ///
  /// With one backlog for both sides they would look alike: in a simulation p50 is shifted by
  /// −0.2 % to +1.6 %, which passes.
  @Test(.timeLimit(.minutes(5))) func `a candidate that sleeps does not hold up the baseline`()
    throws
  {
    try folder { path in
      let scenario = try ScenarioText("streams: 4\n")
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}"
      let end = try run(
        "gate",
        "--scenario",
        scenario.path,
        "--baseline-command",
        server,
        "--candidate-command",
        server + " --delay 15ms",
        "--looks",
        "12",
        "--round",
        "4s",
        "--warmup",
        "500ms",
        "--rate",
        "800",
        "--seed",
        "3",
        "--output",
        path
      )
      #expect(end.status == 3, "\(end.errors)")
      #expect(end.output.hasPrefix("FAIL: "), "\(end.output)")
      let line = "It failed: the candidate answered only "
      #expect(end.complaints.last?.contains(line) == true, "\(end.errors)")
      let rounds = try #require(try document("\(path)/gate.json")["rounds"] as? [[String: Any]])
      let baseline = try #require(rounds.first?["baseline"] as? [String: Any])
      let candidate = try #require(rounds.first?["candidate"] as? [String: Any])
      let medians = [baseline, candidate].compactMap { $0["p50_ns"] as? Int }
      #expect(medians.count == 2 && medians[1] > 10 * medians[0], "\(medians)")
    }
  }

  /// p99 of those that are answered is none the worse.
  @Test(.timeLimit(.minutes(5))) func `a candidate that gives some calls up fails the gate`()
    throws
  {
    try folder { path in
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}"
      let end = try run(
        "gate",
        "--baseline-command",
        server,
        "--candidate-command",
        server + " --fail 'UNAVAILABLE every 130'",
        "--looks",
        "10",
        "--round",
        "1500ms",
        "--warmup",
        "0s",
        "--rate",
        "1000",
        "--seed",
        "3",
        "--output",
        path
      )
      #expect(end.status == 3, "\(end.errors)")
      #expect(end.output.contains("failed calls is worse by +0."), "\(end.output)")
      #expect(end.output.contains("of the candidate's, 0 % of the baseline's."), "\(end.output)")
    }
  }

  @Test(.timeLimit(.minutes(5))) func `a rate that no side can hold is refused`() throws {
    try folder { path in
      let scenario = try ScenarioText("streams: 4\n")
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port} --delay 15ms"
      // What an earlier gate has left.
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      try Data("{\"answer\":\"pass\"}".utf8).write(to: URL(filePath: "\(path)/gate.json"))
      let end = try run(
        "gate",
        "--scenario",
        scenario.path,
        "--baseline-command",
        server,
        "--candidate-command",
        server,
        "--round",
        "2s",
        "--warmup",
        "500ms",
        "--rate",
        "800",
        "--output",
        path
      )
      #expect(end.status == 1, "\(end.errors)")
      let line = try #require(end.complaints.last)
      #expect(line.contains("the baseline answered only "), "\(line)")
      #expect(line.hasSuffix("give a rate below 800/s"), "\(line)")
      let gate = try document("\(path)/gate.json")
      #expect(gate["answer"] as? String == "inconclusive")
      let reasons = try #require(gate["reasons"] as? [String])
      #expect(reasons.first?.hasPrefix("It could not go on: the baseline answered only ") == true)
    }
  }

  @Test func `a rate with hardly a call is refused before anything is started`() throws {
    try folder { path in
      let end = try run(
        "gate",
        "--baseline-command",
        "exit 1 {port}",
        "--candidate-command",
        "exit 1 {port}",
        "--rate",
        "1",
        "--output",
        path
      )
      #expect(end.status == 2 && end.complaints.count == 1, "\(end.errors)")
      #expect(end.complaints.last?.contains("gives each side 4 counted calls a round") == true)
    }
  }

  /// The one that is not there is the candidate: what is known stands in the files.
  @Test(.timeLimit(.minutes(2))) func `a candidate that does not start fails the gate`() throws {
    try folder { path in
      let end = try run(
        "gate",
        "--baseline-command",
        "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}",
        "--candidate-command",
        "/bin/false {port}",
        "--rate",
        "100",
        "--output",
        path
      )
      #expect(end.status == 3, "\(end.errors)")
      #expect(end.complaints.last?.contains("it ended before it listened") == true)
      #expect(try document("\(path)/gate.json")["answer"] as? String == "fail")
    }
  }

  /// The candidate can do ten calls a second, and has half of 400: both share a processor, so that
  /// the baseline's calls may fail too.
  @Test(.timeLimit(.minutes(3))) func `a candidate that is overwhelmed fails, not its baseline`()
    throws
  {
    try folder { path in
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}"
      let end = try run(
        "gate",
        "--baseline-command",
        server,
        "--candidate-command",
        server + " --work 100ms",
        "--looks",
        "12",
        "--round",
        "2s",
        "--warmup",
        "0s",
        "--rate",
        "400",
        "--output",
        path
      )
      #expect(end.status == 3, "\(end.errors)")
      #expect(end.complaints.last?.contains("of the candidate's calls failed in round") == true)
    }
  }

  @Test func `a side that does not start ends with one line`() throws {
    try folder { path in
      let end = try run(
        "gate",
        "--baseline-command",
        "exit 1 {port}",
        "--candidate-command",
        "exit 1 {port}",
        "--rate",
        "100",
        "--output",
        path
      )
      #expect(end.status == 1)
      #expect(end.complaints.last?.contains("it ended before it listened") == true)
    }
  }

  /// The servers know nothing of grpcbench, and it cannot end them.
  @Test func `a gate that is killed leaves no server behind`() throws {
    try folder { path in
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      let list = "\(path)/servers"
      let server = "/bin/sh -c 'echo $$ >>\(list); exec sleep 300' {port}"
      let gate = try Program([
        Peer.grpcbench, "gate", "--baseline-command", server, "--candidate-command", server,
        "--rate", "100", "--output", "\(path)/gate",
      ])
      let servers = {
        ((try? String(contentsOfFile: list, encoding: .utf8)) ?? "").split(separator: "\n")
          .compactMap { Int32($0) }
      }
      #expect(ProcessTable.waitUntil { servers().count == 2 })
      #expect(servers().allSatisfy { ProcessTable.isRunning($0) })
      gate.send(SIGKILL)
      #expect(try gate.wait().status == -SIGKILL)
      #expect(ProcessTable.waitUntil { !servers().contains { ProcessTable.isRunning($0) } })
      for left in servers() where ProcessTable.isRunning(left) { kill(left, SIGKILL) }
    }
  }

  /// Ctrl-C in the middle: what was played is there and can be drawn from.
  @Test(.timeLimit(.minutes(5))) func `a gate that is stopped can be resampled`() throws {
    try folder { path in
      let server = "\(Peer.grpcbench) serve --listen 127.0.0.1:{port}"
      let gate = try Program(
        [
          Peer.grpcbench, "gate", "--baseline-command", server, "--candidate-command", server,
          "--looks", "96", "--round", "1s", "--warmup", "0s", "--rate", "200", "--output", path,
        ],
        limit: 240
      )
      let rounds = {
        ((try? String(contentsOfFile: "\(path)/rounds.jsonl", encoding: .utf8)) ?? "")
          .split(separator: "\n").count
      }
      #expect(ProcessTable.waitUntil(within: 60) { rounds() >= 3 })
      gate.send(SIGINT)
      let end = try gate.wait()
      #expect(end.status == 5, "\(end.errors)")
      #expect(end.complaints.last?.contains("It was interrupted in round ") == true)
      let played = try #require(try document("\(path)/gate.json")["rounds"] as? [[String: Any]])
      #expect(played.count == rounds())
      for round in played { #expect((round["wall_ns"] as? Int ?? 0) > 1_000_000_000) }
      let few = ["--flip-signs", "--gates", "500"]
      let drawn = try Program.run([Peer.grpcbench, "gate", "resample", path] + few)
      #expect(drawn.status == 0, "\(drawn.errors)")
      let title = "500 gates drawn from \(played.count) rounds, sides exchanged by coins; seed 1\n"
      #expect(drawn.output.hasPrefix(title))
      #expect(drawn.output.contains("the rounds as they came do not make a whole gate"))
      let file = "\(path)/rounds.jsonl"
      let again = try Program.run([Peer.grpcbench, "gate", "resample", file] + few)
      #expect(again.output == drawn.output)
    }
  }
}
