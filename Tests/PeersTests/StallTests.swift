import Foundation
import Testing

extension PatientTests {
  /// A server that stands still for a while: what the two clocks must say about it.
  @Suite(.serialized) struct StallTests {
    /// Runs 1,000 calls/s for 8 s against a server that stands still for 1 s of them.
    ///
    /// The calls due in that second are late by 0 to 1 s. They are one call in eight, so the 99th
    /// percentile is near 0.92 s.
    private func stalled(serverOptions: [String], streams: String) throws -> GeneratorRun {
      let server = try Listener(Peer.ours() + serverOptions)
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "1", "--streams", streams, "--rate", "1000", "--arrivals", "constant"]
          + ["--duration", "8s"]
      )
      Thread.sleep(forTimeInterval: 3)
      server.program.pause(1)
      return try generator.finish()
    }

    @Test func `a stall behind a stream limit shows in response time and not in service time`()
      throws
    {
      let run = try stalled(serverOptions: ["--max-concurrent-streams", "10"], streams: "100")
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.calls == 8000)
      #expect(document.summary.ok == 8000)
      #expect(document.latency.response.p99 >= 600.0.milliseconds)
      #expect(document.latency.response.max >= 900.0.milliseconds)
      // Ten calls were under way when the server stopped: one in 800.
      #expect(document.service.p99 < 50.0.milliseconds)
      #expect(document.service.max >= 900.0.milliseconds)
    }

    @Test func `without a stream limit both clocks see a stall`() throws {
      let run = try stalled(serverOptions: [], streams: "4000")
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.calls == 8000)
      #expect(document.summary.ok == 8000)
      #expect(document.latency.response.p99 >= 600.0.milliseconds)
      #expect(document.service.p99 >= 600.0.milliseconds)
    }

    /// Tools that keep a bounded number of first results never see what comes after them.
    @Test func `a stall late in a long series of calls is not forgotten`() throws {
      let server = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        server.target,
        ["--connections", "1", "--streams", "1000", "--duration", "6s"]
      )
      Thread.sleep(forTimeInterval: 4)
      server.program.pause(1)
      let run = try generator.finish()
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == document.summary.calls)
      #expect(document.latency.response.max >= 900.0.milliseconds)
    }

    /// 10 streams of 50 ms serve 200 calls/s; at twice that the backlog grows by 200 a second.
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `what arrivals wait for a stream slot is in response time`() throws {
      let server = try Listener(Peer.script("slow_h2", "--max-concurrent-streams", "10"))
      let run = try GeneratorRun.of(
        server.target,
        "--streams",
        "100",
        "--rate",
        "400",
        "--arrivals",
        "constant",
        "--duration",
        "3s",
        "--deadline",
        "30s"
      )
      let document = try run.told()
      #expect(document.summary.calls == 1200)
      #expect(document.summary.ok == 1200, "\(document.summary.failures)")
      #expect(document.latency.response.p99 >= 2000.0.milliseconds)
      #expect(document.service.p50 < 500.0.milliseconds)
      try expectNeverMoreThanTen(server, document)
    }

    /// Little's law: 100 callers served at 200 calls/s wait 0.5 s each, however few are under way.
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a closed loop of 100 callers behind 10 streams waits what Little's law says`() throws {
      let server = try Listener(Peer.script("slow_h2", "--max-concurrent-streams", "10"))
      let run = try GeneratorRun.of(server.target, "--streams", "100", "--duration", "4s")
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == document.summary.calls, "\(document.summary.failures)")
      #expect(document.latency.response.mean >= 400.0.milliseconds)
      try expectNeverMoreThanTen(server, document)
    }

    private func expectNeverMoreThanTen(_ server: Listener, _ document: RunDocument) throws {
      let count = try server.count()
      #expect(count.served == document.summary.made)
      #expect(count.mostOpen == 10)
    }

    /// A limit of gRPC's C core is not exact: whoever obeys it is refused all the same.
    ///
    /// It counts a stream as open for a moment after its trailers are on the wire, and refuses a
    /// client that opens the next one at once. Such a call has failed; nobody may try it again
    /// behind the scenes.
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `calls that a grpcio server refuses for its stream limit are counted and named`() throws {
      let server = try Listener(Peer.script("slow", "--max-concurrent-streams", "10"))
      let run = try GeneratorRun.of(server.target, "--streams", "100", "--duration", "2s")
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.ok > 0 && summary.failed > 0)
      #expect(summary.ok + summary.failed == summary.calls)
      #expect(summary.status["UNAVAILABLE"] == summary.failed)
      #expect(summary.failures.count == 1)
      #expect(summary.failures.first?.message.contains("REFUSED_STREAM") == true)
      #expect(summary.failures.first?.count == summary.failed)
      let served = try server.count().served
      #expect((summary.ok...summary.ok + summary.unmeasured).contains(served))
    }
  }
}
