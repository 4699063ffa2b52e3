import Foundation
import Testing

extension PatientTests {
  /// `grpcbench serve` as others see it: where it listens, what it answers, how it ends.
  @Suite(.serialized) struct ServeTests {
    @Test(arguments: [[], ["--threads", "2"]])
    func `a port that is taken is one clear line`(options: [String]) throws {
      let server = try Listener(Peer.ours() + options)
      let end = try Program.run(Peer.ours(at: server.target) + options)
      #expect(end.status == 1)
      #expect(end.output.isEmpty)
      #expect(end.complaints.count == 1)
      #expect(end.errors.hasPrefix("grpcbench: serve: \(server.target) is taken"), "\(end.errors)")
    }

    @Test func `port 0 is a free port, and the line says which`() throws {
      let first = try Listener(Peer.ours())
      let second = try Listener(Peer.ours())
      let ports = [first, second].map { $0.target.split(separator: ":").last.flatMap { Int($0) } }
      #expect(ports.allSatisfy { ($0 ?? 0) > 0 })
      #expect(ports[0] != ports[1])
      for server in [first, second] {
        let end = try server.program.stop()
        #expect(end.status == 0)
        // The address was the first line and is all that there is.
        #expect(end.output.isEmpty)
      }
    }

    @Test func `a unix socket is there while it serves and gone afterwards`() throws {
      let path = Peer.newPath(".sock")
      let server = try Listener(Peer.ours(at: "unix:\(path)"))
      #expect(server.target == "unix:\(path)")
      #expect(FileManager.default.fileExists(atPath: path))
      let taken = try Program.run(Peer.ours(at: server.target))
      #expect(taken.status == 1)
      #expect(taken.complaints.count == 1)
      #expect(taken.errors.contains("\(path) is taken"), "\(taken.errors)")
      #expect(try server.program.stop().status == 0)
      #expect(!FileManager.default.fileExists(atPath: path))
    }

    /// A server that was killed could not remove its socket.
    @Test func `a unix socket that nobody listens at any more is free`() throws {
      let path = Peer.newPath(".sock")
      defer { try? FileManager.default.removeItem(atPath: path) }
      let dead = try Listener(Peer.ours(at: "unix:\(path)"))
      dead.program.send(SIGKILL)
      _ = try dead.program.wait()
      _ = try Listener(Peer.ours(at: "unix:\(path)"))
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: ["127.0.0.1:0", "unix:\(Peer.newPath(".sock"))"]
    )
    func `grpcio finds it healthy and every unknown method unimplemented`(address: String) throws {
      try expectRightAnswers(at: address)
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: Peer.hasIPv6, "\(Peer.noIPv6)")
    )
    func `grpcio finds it on IPv6`() throws {
      try expectRightAnswers(at: "[::1]:0")
    }

    /// Hand-made stubs: HealthCheckResponse{status: SERVING} is `0801`.
    private func expectRightAnswers(at address: String) throws {
      let server = try Listener(Peer.ours(at: address))
      let end = try Program.run(Peer.script("probe", server.target))
      let answers = try JSONDecoder().decode([String: String].self, from: Data(end.output.utf8))
      #expect(answers["health of all"] == "0801")
      #expect(answers["health of the greeter"] == "0801")
      #expect(answers["health of another"] == "NOT_FOUND")
      #expect(answers["hello"] == "0a0d48656c6c6f2c20776f726c6421")
      #expect(answers["no message"] == "INTERNAL")
      #expect(answers["unknown method"] == "UNIMPLEMENTED")
      #expect(answers["unknown service"] == "UNIMPLEMENTED")
      let stop = try server.program.stop()
      #expect(stop.status == 0)
      #expect(stop.errors.contains("served 7 calls"), "\(stop.errors)")
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"), arguments: [SIGTERM, SIGINT])
    func `a signal says goodbye and the call in flight is still answered`(signal: Int32) throws {
      struct Answer: Decodable, Equatable {
        var answer: String
        var status: String
      }
      let server = try Listener(Peer.ours())
      let client = try Program(Peer.script("half_call", server.target))
      #expect(try client.firstLine() == "half sent")
      server.program.send(signal)
      let end = try client.wait()
      let answer = try JSONDecoder().decode(Answer.self, from: Data(end.output.utf8))
      #expect(answer == Answer(answer: "Hello, world!", status: "0"))
      let stop = try server.program.wait()
      #expect(stop.status == 0)
      #expect(stop.errors.contains("served 1 calls"), "\(stop.errors)")
    }

    @Test(.enabled(if: Peer.hasH2load, "\(Peer.noH2load)"), arguments: ["1", "2"])
    func `every request of h2load succeeds`(threads: String) throws {
      let server = try Listener(Peer.ours("--threads", threads))
      let body = Peer.newPath()
      defer { try? FileManager.default.removeItem(atPath: body) }
      try Data([0, 0, 0, 0, 7, 10, 5] + Array("world".utf8)).write(to: URL(fileURLWithPath: body))
      let end = try Program.run(
        [Peer.h2load, "-t1", "-c4", "-m100", "-n", "20000", "-d", body, "-H", "te: trailers"]
          + ["-H", "content-type: application/grpc"]
          + ["http://\(server.target)/greet.Greeter/SayHello"]
      )
      #expect(end.output.contains("20000 succeeded, 0 failed, 0 errored"), "\(end.output)")
      #expect(try server.program.stop().errors.contains("served 20000 calls"))
    }

    @Test(
      arguments: [
        ("192.0.2.1:0", "cannot listen on 192.0.2.1:0"),
        ("unix:/nonexistent/folder/x.sock", "cannot listen on unix:/nonexistent/folder/x.sock"),
        ("none.invalid:0", "none.invalid does not resolve"),
      ]
    )
    func `an address that cannot be had is one line`(address: String, reason: String) throws {
      let end = try Program.run(Peer.ours(at: address))
      #expect(end.status == 1)
      #expect(end.complaints.count == 1)
      #expect(end.errors.contains(reason), "\(end.errors)")
    }
  }
}
