import Foundation
import Testing

extension PeersTests {
  /// What the reference server tells of itself, and what it does on purpose, as others see it.
  @Suite(.serialized) struct LaboratoryTests {
    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `grpcio's reflection learns all that it needs for a call`() throws {
      let server = try Listener(Peer.ours())
      let end = try Program.run(Peer.script("reflection_client", server.target))
      let answers = try JSONDecoder().decode(
        [String: [String: String]].self,
        from: Data(end.output.utf8)
      )
      #expect(answers["greeting"] == ["message": "Hello, world!"], "\(end.errors)")
      for version in ["v1", "v1alpha"] {
        let told = try #require(answers[version])
        let services = told["services"]?.split(separator: ",").map(String.init) ?? []
        #expect(services.contains("greet.Greeter") && services.contains("grpcbench.Server"))
        #expect(services.contains("grpc.reflection.\(version).ServerReflection"))
        for question in ["by symbol", "by method", "by field", "by filename"] {
          #expect(told[question] == "greet.proto", "\(version), \(question)")
        }
        // NOT_FOUND is 5; the stream goes on after it. Who asks nothing is told so.
        for question in ["by extension", "unknown symbol", "unknown file", "unknown type"] {
          #expect(told[question] == "5", "\(version), \(question)")
        }
        #expect(told["extension numbers"] == "greet.HelloRequest []")
        #expect(told["nothing"] == "3")
      }
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `grpcio's health check finds each service and knows no other`() throws {
      let server = try Listener(Peer.ours("--threads", "2"))
      let end = try Program.run(Peer.script("health_client", server.target))
      let answers = try JSONDecoder().decode(
        [String: [String: String]].self,
        from: Data(end.output.utf8)
      )
      for service in ["", "greet.Greeter", "grpcbench.Server"] {
        for way in ["check", "watch", "list"] {
          #expect(answers[way]?[service] == "SERVING", "\(way) \(service): \(end.errors)")
        }
      }
      #expect(answers["check"]?["no.Such"] == "NOT_FOUND")
      #expect(answers["watch"]?["no.Such"] == "SERVICE_UNKNOWN")
      #expect(answers["list"]?["no.Such"] == nil)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `who watches hears that the server goes`() throws {
      let server = try Listener(Peer.ours())
      let watcher = try Program(Peer.script("health_client", server.target, "--watch"))
      #expect(try watcher.firstLine() == "SERVING")
      let stop = try server.program.stop()
      #expect(stop.status == 0)
      #expect(try watcher.wait().output == "NOT_SERVING\nUNAVAILABLE\n")
    }

    private func run(_ scenario: String, _ options: String...) throws -> GeneratorRun {
      try GeneratorStart("self", ["--duration", "2s"] + options, scenario: scenario).finish()
    }

    @Test func `a slow server is slow as it was told, and counts what the client does`() throws {
      let run = try run("slow-server")
      let document = try run.told()
      let server = try #require(document.server)
      #expect(run.status == 0, "\(run.errors)")
      #expect(server.disagreement == nil)
      #expect(server.calls("OK") == document.summary.made)
      #expect(server.counters.messagesSent == document.summary.made)
      // The median of the delays is 5 ms, and no answer comes before its delay.
      #expect(document.service.p50 > 4.milliseconds)
      #expect(document.latency.response.max > 60.milliseconds)
    }

    @Test func `each fault that the server counts is a failure of its kind for the client`() throws
    {
      let document = try run("faulty-server").told()
      let summary = document.summary
      let server = try #require(document.server)
      #expect(server.disagreement == nil)
      #expect(server.calls("UNAVAILABLE") > 0)
      #expect(summary.status["RESOURCE_EXHAUSTED"] == server.calls("RESOURCE_EXHAUSTED"))
      #expect(summary.status["UNKNOWN"] == server.calls("NONE"))
      #expect(server.calls("RESET") > 0 && summary.ok > 1_000)
      #expect(server.calls("OK") >= summary.ok)
    }

    @Test func `a second client of the same server is noticed`() throws {
      let server = try Listener(Peer.ours())
      let other = try GeneratorStart(server.target, ["--rate", "200", "--duration", "50s"])
      defer { other.program.send(SIGINT) }
      var document: RunDocument?
      // The other one may take a while until it calls.
      for _ in 0..<10 where document?.server?.disagreement == nil {
        document = try GeneratorRun.of(server.target, "--duration", "1s").told()
      }
      let reason = try #require(document?.server?.disagreement)
      #expect(reason.contains("does another client call it?"), "\(reason)")
      #expect(document?.validity.reasons.contains(reason) == true)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `another server is not asked for counters`() throws {
      let server = try Listener(Peer.script("greeter_server"))
      let document = try GeneratorRun.of(server.target, "--duration", "1s").told()
      #expect(document.server == nil)
      #expect(try server.count().served == document.summary.made)
    }

    @Test(
      arguments: [
        ["--delay", "soon"], ["--fail", "OK"], ["--pause", "1s"], ["--limit-rate", "0"],
        ["--connection-pace", "x"], ["--max-unsent", "1"], ["--response-size", "2"],
        ["--counters", "/nonexistent/folder/counters"],
      ]
    )
    func `an option that cannot be is one line before anything is served`(
      options: [String]
    ) throws {
      let end = try Program.run(Peer.ours() + options)
      #expect(end.status != 0)
      #expect(end.output.isEmpty)
      #expect(end.complaints.count == 1)
      #expect(end.errors.hasPrefix("grpcbench: serve: "), "\(end.errors)")
    }
  }
}
