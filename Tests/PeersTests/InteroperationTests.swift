import Foundation
import Testing

extension PeersTests {
  /// Our server under a foreign client, our generator against foreign servers.
  @Suite(.serialized) struct InteroperationTests {
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a grpcio client gets the right answer to every call from our server`() throws {
      struct Count: Decodable {
        var right: Int
        var wrong: Int
        var failed: Int
        var complaints: [String]
      }
      let server = try Listener(Peer.ours())
      let client = try Program(
        Peer.script("greeter_client", server.target, "--calls", "200"),
        limit: 120
      )
      let end = try client.wait()
      let count = try JSONDecoder().decode(Count.self, from: Data(end.output.utf8))
      #expect(count.right == 400)
      #expect(count.wrong == 0 && count.failed == 0, "\(count.complaints)")
      #expect(try server.program.stop().status == 0)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"), arguments: ["1", "3"])
    func `our count is the grpcio server's own and every call is OK`(connections: String) throws {
      let server = try Listener(Peer.script("greeter_server"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        connections,
        "--streams",
        "10",
        "--duration",
        "2s"
      )
      try expectFaultless(run, server)
    }

    @Test(.enabled(if: Peer.hasCPP, "\(Peer.noCPP)"), arguments: ["1", "3"])
    func `our count is the grpc++ server's own and every call is OK`(connections: String) throws {
      let server = try Listener(Peer.cpp())
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        connections,
        "--streams",
        "100",
        "--duration",
        "2s"
      )
      try expectFaultless(run, server)
    }

    @Test(.enabled(if: Peer.hasCPP, "\(Peer.noCPP)"), arguments: ["constant", "poisson"])
    func `an open loop against grpc++ loses no call either`(arrivals: String) throws {
      let server = try Listener(Peer.cpp("--max-concurrent-streams", "5"))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "2",
        "--rate",
        "500",
        "--arrivals",
        arrivals,
        "--duration",
        "2s"
      )
      let summary = try run.told().summary
      if arrivals == "constant" { #expect(summary.calls == 1000) }
      #expect(summary.ok > 0 && summary.unfinished == 0)
      // gRPC's C core may refuse a client that obeys the limit, when a stream is just ending.
      #expect(summary.ok + (summary.status["UNAVAILABLE"] ?? 0) == summary.calls)
      #expect(summary.failures.allSatisfy { $0.message.contains("REFUSED_STREAM") })
      #expect(try server.count().served == summary.ok)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a grpcio server on a unix socket is driven as well`() throws {
      try expectFaultlessGreeter(at: "unix:\(Peer.newPath(".sock"))")
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: Peer.hasIPv6, "\(Peer.noIPv6)")
    )
    func `a grpcio server on IPv6 is driven as well`() throws {
      try expectFaultlessGreeter(at: "[::1]:0")
    }

    @Test func `our own server on a unix socket counts what we count`() throws {
      try expectEqualCounts(at: "unix:\(Peer.newPath(".sock"))")
    }

    @Test(.enabled(if: Peer.hasIPv6, "\(Peer.noIPv6)"))
    func `our own server on IPv6 counts what we count`() throws {
      try expectEqualCounts(at: "[::1]:0")
    }

    private func expectFaultlessGreeter(at address: String) throws {
      let server = try Listener(Peer.script("greeter_server", "--listen", address))
      let run = try GeneratorRun.of(server.target, "--streams", "10", "--duration", "1s")
      try expectFaultless(run, server)
    }

    private func expectEqualCounts(at address: String) throws {
      let server = try Listener(Peer.ours(at: address))
      let run = try GeneratorRun.of(
        server.target,
        "--connections",
        "4",
        "--rate",
        "2000",
        "--duration",
        "1s"
      )
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.ok == summary.calls && summary.calls > 1500)
      let end = try server.program.stop()
      #expect(end.errors.contains("served \(summary.calls) calls"), "\(end.errors)")
    }

    private func expectFaultless(_ run: GeneratorRun, _ server: Listener) throws {
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.calls > 0)
      #expect(summary.ok == summary.calls)
      #expect(summary.status["OK"] == summary.calls)
      #expect(summary.failed == 0 && summary.unfinished == 0)
      let served = try server.count().served
      #expect(served == summary.made)
    }
  }
}
