import Foundation
import Testing

extension PeersTests {
  /// Our two ends and foreign ones over TLS.
  @Suite(
    .serialized,
    .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
  )
  struct TLSTests {
    private let ca = ["--ca", PeerCertificates.path("ca.pem")]
    private let demand = ["--client-ca", PeerCertificates.path("ca.pem")]

    private func ours(_ options: [String]) throws -> Listener {
      try Listener([Peer.grpcbench, "serve", "--listen", "127.0.0.1:0"] + options)
    }

    private func run(_ target: String, _ options: [String]) throws -> GeneratorRun {
      let common = ["--rate", "500", "--streams", "10", "--duration", "1s"]
      return try GeneratorStart(target, common + options).finish()
    }

    private func expectFaultless(_ run: GeneratorRun) throws -> Int {
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.calls > 0 && summary.ok == summary.calls)
      let handshakes = try #require(summary.connections.handshakes)
      #expect(handshakes.count == summary.connections.opened)
      return summary.made
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: [[], ["--tls-max-version", "1.2"]]
    )
    func `our count over TLS is the grpcio server's own`(version: [String]) throws {
      let server = try Listener(
        Peer.script("greeter_server") + PeerCertificates.identity("server")
      )
      let run = try run(server.target, ca + version + ["--connections", "3"])
      let calls = try expectFaultless(run)
      #expect(try server.count().served == calls)
    }

    /// The server takes the one that ALPN has agreed on, whatever the first bytes are.
    @Test(arguments: [["http1", "protobuf"], ["http1", "json"], ["connect", "json"]])
    func `our two ends agree on HTTP/1.1 or HTTP/2 over TLS`(way: [String]) throws {
      let server = try ours(PeerCertificates.identity("server"))
      let spoken = ["--protocol", way[0], "--encoding", way[1], "--connections", "3"]
      let options = spoken + ["--streams", way[0] == "http1" ? "1" : "10", "--duration", "500ms"]
      let run = try GeneratorStart(server.target, ca + options).finish()
      #expect(try expectFaultless(run) > 0)
      #expect(try run.told().summary.connections.opened == 3)
      let counted = try #require(try run.told().server)
      #expect(counted.disagreement == nil)
      #expect(try server.program.stop().status == 0)
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a grpcio server that demands a certificate gets ours`() throws {
      let server = try Listener(
        Peer.script("greeter_server") + PeerCertificates.identity("server") + demand
      )
      let run = try run(server.target, ca + PeerCertificates.identity("client"))
      let calls = try expectFaultless(run)
      let served = try server.count().served
      #expect(calls == served)
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: [false, true]
    )
    func `a grpcio client is served over TLS`(isMutual: Bool) throws {
      let server = try ours(PeerCertificates.identity("server") + (isMutual ? demand : []))
      let identity = isMutual ? PeerCertificates.identity("client") : []
      let client = try Program(
        Peer.script("greeter_client", server.target, "--calls", "100") + ca + identity,
        limit: 120
      )
      let end = try client.wait()
      #expect(end.status == 0, "\(end.output) \(end.errors)")
      #expect(end.output.contains(#""right": 200"#))
    }

    @Test(.enabled(if: Peer.hasCPP, "\(Peer.noCPP)"), arguments: [false, true])
    func `a grpc++ server over TLS counts what we count`(isMutual: Bool) throws {
      let server = try Listener(
        Peer.cpp() + PeerCertificates.identity("server") + (isMutual ? demand : [])
      )
      let identity = isMutual ? PeerCertificates.identity("client") : []
      let run = try run(server.target, ca + identity + ["--connections", "3"])
      #expect(try expectFaultless(run) == server.count().served)
    }

    @Test(.enabled(if: Peer.hasCPP, "\(Peer.noCPP)"), arguments: [false, true])
    func `a grpc++ client is served over TLS`(isMutual: Bool) throws {
      let server = try ours(PeerCertificates.identity("server") + (isMutual ? demand : []))
      let identity = isMutual ? PeerCertificates.identity("client") : []
      let end = try Program.run(
        [Peer.path(".build-peers/kinds_client"), server.target, "--sizes", "0,3,16384,65535"] + ca
          + identity,
        limit: 120
      )
      #expect(end.status == 0 && end.output.contains(#""wrong": 0"#), "\(end.output) \(end.errors)")
    }

    @Test(.enabled(if: Peer.hasH2load, "\(Peer.noH2load)"))
    func `h2load is served over TLS`() throws {
      let server = try ours(PeerCertificates.identity("server"))
      let request = Peer.newPath(".bin")
      // An empty message behind its prefix of five bytes.
      try Data(count: 5).write(to: URL(fileURLWithPath: request))
      defer { try? FileManager.default.removeItem(atPath: request) }
      let end = try Program.run([
        Peer.h2load, "-n", "1000", "-c", "2", "-m", "10", "-d", request, "-H", "te: trailers",
        "-H", "content-type: application/grpc", "https://\(server.target)/greet.Greeter/SayHello",
      ])
      #expect(end.output.contains("1000 succeeded"), "\(end.output) \(end.errors)")
    }

    @Test func `a run against itself needs nothing but the word`() throws {
      let run = try run("self", ["--tls"])
      _ = try expectFaultless(run)
    }

    @Test func `all connections over TLS stand, and later ones go on with earlier sessions`() throws
    {
      let server = try ours(PeerCertificates.identity("server"))
      // More than are made at once: all but the first 256 at most find a session of their own.
      let many = ca + ["--connections", "600", "--streams", "1"]
      let run = try GeneratorStart(server.target, many + ["--duration", "1s"]).finish()
      #expect(run.status == 0, "\(run.errors)")
      let handshakes = try #require(try run.told().summary.connections.handshakes)
      #expect(handshakes.count == 600)
      #expect((344..<600).contains(handshakes.resumed))
    }

    @Test(
      arguments: [
        ("expired", ["has expired"]), ("stranger", ["do not trust", "--ca"]),
        ("wrong-name", ["not for 127.0.0.1", "elsewhere.example", "--server-name"]),
        ("other-address", ["not for 127.0.0.1 but for 10.0.0.1, fd00::1;"]),
        ("inner", ["--ca may hold another one", "does not send the intermediate"]),
      ]
    )
    func `a server that nobody should believe is refused in one line`(
      name: String,
      fragments: [String]
    ) throws {
      let server = try ours(PeerCertificates.identity(name))
      expectOneLine(try run(server.target, ca), 1, fragments)
    }

    @Test(arguments: ["1.2", "1.3"])
    func `a client without the certificate that is demanded is told`(version: String) throws {
      let server = try ours(PeerCertificates.identity("server") + demand)
      let options = ca + ["--tls-max-version", version]
      expectOneLine(try run(server.target, options), 1, ["demand", "--certificate, --key"])
    }

    @Test func `plain against TLS and the reverse are told`() throws {
      let secure = try ours(PeerCertificates.identity("server"))
      expectOneLine(try run(secure.target, []), 1, ["speaks TLS", "--tls"])
      let plain = try ours([])
      expectOneLine(try run(plain.target, ca), 1, ["does not speak TLS"])
    }

    @Test(
      arguments: [
        (["--ca", "/nowhere.pem"], ["/nowhere.pem cannot be read"]),
        (["--ca", "/dev/null"], ["/dev/null holds no certificate"]),
        (["--certificate", "/a.pem"], ["--certificate /a.pem needs its key"]),
        (["--tls-min-version", "1.1"], ["--tls-min-version 1.1", "give 1.2 or 1.3"]),
        (["--ca", "/a.pem", "--insecure"], ["--ca /a.pem means nothing"]),
      ]
    )
    func `settings that make no sense are one line and exit code 2`(
      options: [String],
      fragments: [String]
    ) throws {
      expectOneLine(try run("127.0.0.1:1", options), 2, fragments)
    }

    @Test func `a file with a broken certificate is one line and exit code 2`() throws {
      let path = Peer.newPath(".pem")
      defer { try? FileManager.default.removeItem(atPath: path) }
      let good = try String(contentsOfFile: PeerCertificates.path("server.pem"), encoding: .utf8)
      let broken = good.replacingOccurrences(of: "\nMI", with: "\n%%")
      try Data((good + broken).utf8).write(to: URL(fileURLWithPath: path))
      let complaint = "\(path): certificate 2 is unreadable"
      expectOneLine(try run("127.0.0.1:1", ["--ca", path]), 2, [complaint])
      let end = try Program.run(
        Peer.ours("--certificate", path, "--key", PeerCertificates.path("server.key")),
        limit: 20
      )
      #expect(end.status == 2 && end.complaints.count == 1, "\(end.errors)")
      #expect(end.errors.contains(complaint))
    }

    private func expectOneLine(_ run: GeneratorRun, _ status: Int32, _ fragments: [String]) {
      #expect(run.status == status, "\(run.errors)")
      let complaints = run.errors.split(separator: "\n").filter { $0.hasPrefix("grpcbench: ") }
      #expect(complaints.count == 1, "\(run.errors)")
      for fragment in fragments {
        #expect(complaints.first?.contains(fragment) == true, "\(run.errors)")
      }
    }
  }
}
