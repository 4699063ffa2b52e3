import Foundation
import Testing

extension PatientTests {
  /// Where other tools report success, or numbers that mean nothing.
  @Suite(.serialized) struct FaultTests {
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"), arguments: [nil, "500"])
    func `a dead port is a failed run that says so`(rate: String?) throws {
      let server = try Listener(Peer.script("refuse"))
      let load = rate.map { ["--rate", $0, "--arrivals", "constant"] } ?? []
      let run = try GeneratorStart(server.target, ["--duration", "2s"] + load).finish()
      #expect(run.status == 1)
      #expect(run.errors.contains("refused"), "\(run.errors)")
      #expect(run.errors.contains(server.target), "\(run.errors)")
      #expect(run.seconds < 30)
      if let summary = run.document?.summary {
        #expect(summary.ok == 0)
        #expect(summary.isWhole)
      }
    }

    @Test func `a server killed in the middle of an open loop costs the run, but no call`() throws {
      let server = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "2", "--rate", "500", "--arrivals", "constant", "--duration", "4s"]
      )
      Thread.sleep(forTimeInterval: 2)
      server.program.send(SIGKILL)
      let run = try generator.finish()
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(summary.calls == 2000)
      #expect(summary.isWhole)
      #expect(summary.ok > 0 && summary.ok < 1900)
    }

    @Test func `a server killed in the middle of a closed loop does not make it spin`() throws {
      let server = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "2", "--streams", "50", "--duration", "4s"]
      )
      Thread.sleep(forTimeInterval: 2)
      server.program.send(SIGKILL)
      let run = try generator.finish()
      let summary = try run.told().summary
      #expect(run.seconds < 30)
      #expect(summary.isWhole)
      #expect(summary.ok > 0)
      #expect(summary.failed > 0)
      // Refused connections must not be counted by the hundred thousand as if they were calls.
      #expect(summary.failed < 20_000)
    }

    @Test func `a server that comes back is found again while the schedule goes on`() throws {
      let first = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        first.target,
        ["--connections", "2", "--rate", "200", "--arrivals", "constant", "--duration", "6s"]
      )
      Thread.sleep(forTimeInterval: 1.5)
      first.program.send(SIGKILL)
      #expect(try first.program.wait().status == -SIGKILL)
      Thread.sleep(forTimeInterval: 1)
      let second = try Listener(Peer.ours(at: first.target))
      let run = try generator.finish()
      let document = try run.told()
      let summary = document.summary
      #expect(summary.calls == 1200)
      #expect(summary.isWhole && summary.unfinished == 0)
      #expect(summary.failed > 0 && summary.failed < 800, "\(summary.failures)")
      #expect(summary.status["UNAVAILABLE"] == summary.failed)
      #expect(summary.connections.reconnects >= 2)
      let last = try #require(document.intervals.last)
      #expect(last.ok > 100 && last.failed == 0)
      let end = try second.program.stop()
      #expect(end.status == 0)
      #expect(end.errors.firstMatch(of: /served ([0-9]+) calls/).flatMap { Int($0.1) } ?? 0 > 200)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a method that the server does not know fails every call`() throws {
      let server = try Listener(Peer.script("greeter_server", "--no-greeter"))
      let run = try GeneratorRun.of(server.target, "--streams", "10", "--duration", "1s")
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.calls > 0)
      #expect(summary.ok == 0)
      #expect(summary.status["UNIMPLEMENTED"] == summary.calls)
      #expect(summary.isWhole)
    }

    @Test(arguments: ["1", "100"])
    func `the end of a faultless run leaves nothing failed and nothing unfinished`(
      streams: String
    ) throws {
      let server = try Listener(Peer.ours())
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "4",
        "--streams",
        streams,
        "--duration",
        "1s"
      )
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == document.summary.calls)
      #expect(document.summary.failed == 0 && document.summary.unfinished == 0)
      #expect(document.latency.response.count == document.summary.calls)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `constant arrivals come one by one and not in bursts`() throws {
      let server = try Listener(Peer.script("arrivals"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "1",
        "--rate",
        "500",
        "--arrivals",
        "constant",
        "--duration",
        "3s"
      )
      let summary = try run.told().summary
      let count = try server.count()
      #expect(summary.ok == 1500)
      #expect(count.served == 1500)
      // A tool with a 10 ms tick sends five at a time: no call would arrive alone.
      #expect(Double(try #require(count.alone)) >= 0.25 * 1500)
    }
  }
}
