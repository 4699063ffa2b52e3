import Foundation
import Testing

extension PatientTests {
  /// A run that is stopped before its time, in order or not.
  @Suite(.serialized) struct InterruptionTests {
    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal in the middle ends the run with all that was measured`(signal: Int32) throws {
      let run = try GeneratorStart("self", ["--duration", "60s"])
      let server = try ownServer(of: run.program)
      Thread.sleep(forTimeInterval: 2)
      run.program.send(signal)
      let end = try run.finish()
      let document = try end.told()
      #expect(end.status == 0, "\(end.errors)")
      #expect(end.seconds < 30)
      #expect(document.summary.calls > 0)
      #expect(document.summary.ok == document.summary.calls, "\(document.summary.failures)")
      #expect(document.summary.duration > 0 && document.summary.duration < 30)
      #expect(document.latency.response.count == document.summary.calls)
      #expect(!ProcessTable.isRunning(server))
    }

    @Test func `a signal in the middle of an open loop leaves nothing of the schedule uncounted`()
      throws
    {
      let run = try GeneratorStart(
        "self",
        ["--rate", "1000", "--arrivals", "constant", "--duration", "60s"]
      )
      _ = try ownServer(of: run.program)
      Thread.sleep(forTimeInterval: 2)
      run.program.send(SIGINT)
      let summary = try run.finish().told().summary
      #expect(summary.isWhole)
      #expect(summary.failed == 0, "\(summary.failures)")
      // The schedule counts up to the moment of the signal, and no further.
      #expect(abs(Double(summary.calls) - 1000 * summary.duration) <= 2)
    }

    @Test func `a run that is killed leaves no server behind`() throws {
      let run = try GeneratorStart("self", ["--duration", "60s"])
      let server = try ownServer(of: run.program)
      Thread.sleep(forTimeInterval: 0.5)
      #expect(ProcessTable.isRunning(server))
      run.program.send(SIGKILL)
      #expect(try run.program.wait().status == -SIGKILL)
      #expect(ProcessTable.waitUntil { !ProcessTable.isRunning(server) })
    }

    @Test func `a run against a dead port has no server to leave behind`() throws {
      let run = try GeneratorStart("127.0.0.1:1", ["--duration", "1s"])
      let id = run.program.id
      let end = try run.finish()
      #expect(end.status == 1)
      #expect(ProcessTable.children(of: id).isEmpty)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a terminal sees the progress and its Ctrl-C ends the run in order`() throws {
      let folder = Peer.newPath()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let command =
        [Peer.grpcbench, "--scenario", "unary", "--rate", "500", "--duration", "60s"]
        + ["--warmup", "0s", "--output", folder, "--json"]
      let end = try Program.run(Peer.script("terminal", "--interrupt", "measuring, 2 s") + command)
      let document = try JSONDecoder().decode(RunDocument.self, from: Data(end.output.utf8))
      #expect(end.status == 0, "\(end.errors)")
      #expect(document.summary.ok == document.summary.calls)
      #expect(document.summary.duration > 1 && document.summary.duration < 30)
      let line = /measuring, 2 s of 1 min · [0-9]+ calls\/s · p50 .+? · p99 .+? · no errors/
      #expect(end.errors.contains(line), "\(end.errors.debugDescription)")
    }

    @Test func `where no terminal watches there is no progress`() throws {
      let end = try GeneratorStart("self", ["--duration", "1500ms"]).finish()
      #expect(end.status == 0)
      #expect(!end.errors.contains("measuring"), "\(end.errors)")
      #expect(!end.errors.contains("\r") && !end.errors.contains("\u{1B}"))
    }

    /// The server that a run has started for itself.
    private func ownServer(of run: Program) throws -> Int32 {
      var children: [Int32] = []
      _ = ProcessTable.waitUntil {
        children = ProcessTable.children(of: run.id)
        return !children.isEmpty
      }
      try #require(children.count == 1)
      return children[0]
    }
  }
}
