import Foundation
import Testing

extension PatientTests {
  /// gRPC's interoperability tests, with our ends and those of grpcio.
  @Suite(.serialized) struct InteropTests {
    private static let hasPython =
      Peer.hasPython
      && FileManager.default.isReadableFile(
        atPath: Peer.path(".build-peers/python/test_pb2_grpc.py")
      )

    private static let negative = [
      "goaway", "rst_after_header", "rst_during_data", "rst_after_data", "ping", "max_streams",
    ]

    /// Plain, and over TLS where there are certificates.
    private static let wires = PeerCertificates.areThere ? [false, true] : [false]

    private func identity(_ isSecure: Bool) -> [String] {
      isSecure ? PeerCertificates.identity("server") : []
    }

    private func authority(_ isSecure: Bool) -> [String] {
      isSecure ? ["--ca", PeerCertificates.path("ca.pem")] : []
    }

    private func ourServer(_ options: [String]) throws -> Listener {
      try Listener([Peer.grpcbench, "serve", "--listen", "127.0.0.1:0"] + options)
    }

    /// The time of a call is no matter on a busy machine.
    private func ourClient(_ target: String, _ options: [String]) throws -> Program.End {
      try Program.run(
        [Peer.grpcbench, "interop", "--target", target, "--soak-max-latency-ms", "60000"] + options,
        limit: 120
      )
    }

    private func expectAllOK(_ end: Program.End, cases: Int) {
      let lines = end.output.split(separator: "\n")
      let failed = lines.filter { !$0.hasPrefix("ok ") }
      #expect(end.status == 0, "\(end.errors)")
      #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
      #expect(lines.count == cases)
    }

    @Test(arguments: wires)
    func `our client passes on our server`(isSecure: Bool) throws {
      let server = try ourServer(["--interop"] + identity(isSecure))
      expectAllOK(try ourClient(server.target, authority(isSecure)), cases: 22)
      #expect(try server.program.stop().status == 0)
    }

    @Test(.enabled(if: hasPython, "\(Peer.noPython)"), arguments: wires)
    func `our client passes on grpcio's server`(isSecure: Bool) throws {
      let server = try Listener(Peer.script("interop_server") + identity(isSecure))
      expectAllOK(try ourClient(server.target, authority(isSecure)), cases: 22)
      #expect(try server.count().served > 1_000)
    }

    @Test(.enabled(if: hasPython, "\(Peer.noPython)"), arguments: wires)
    func `grpcio's client passes on our server`(isSecure: Bool) throws {
      let server = try ourServer(["--interop"] + identity(isSecure))
      let client = Peer.script("interop_client", server.target) + authority(isSecure)
      expectAllOK(try Program.run(client, limit: 120), cases: 24)
      #expect(try server.program.stop().status == 0)
    }

    @Test(arguments: negative)
    func `our client and grpcio's cope with a server that misbehaves`(name: String) throws {
      let server = try ourServer(["--misbehave", name])
      expectAllOK(try ourClient(server.target, ["--test-case", name]), cases: 1)
      guard Self.hasPython else { return }
      let client = Peer.script("interop_client", server.target, "--test-case", name)
      expectAllOK(try Program.run(client, limit: 120), cases: 1)
    }

    @Test(arguments: wires)
    func `the official driver's flags reach our server, by another name`(isSecure: Bool) throws {
      let server = try ourServer(["--interop"] + identity(isSecure))
      let port = server.target.split(separator: ":").last ?? ""
      let flags = [
        "--server_host=127.0.0.1", "--server_port=\(port)", "--test_case=empty_unary",
        "--server_host_override=foo.test.google.fr", "--use_tls=\(isSecure)", "--use_test_ca=true",
      ]
      let command = [Peer.grpcbench, "interop"] + flags + authority(isSecure)
      expectAllOK(try Program.run(command, limit: 60), cases: 1)
    }

    @Test(arguments: [[], ["--insecure", "--server-name", "foo.bar"]])
    func `a server that is not there is named by its address`(options: [String]) throws {
      let end = try ourClient("127.0.0.1:1", ["--test-case", "empty_unary"] + options)
      let complaint = "cannot connect to 127.0.0.1:1: connection refused; is the server running"
      #expect(end.status == 1)
      #expect(end.output.contains(complaint), "\(end.output)")
    }

    @Test(
      .enabled(if: hasPython, "\(Peer.noPython)"),
      arguments: [
        ("http1", "speaks HTTP/1.1 on this port"), ("close", "is it a gRPC port"),
        ("silent", "is it a gRPC port"),
      ]
    )
    func `a port that speaks something else gets the advice of a run`(
      kind: String,
      fragment: String
    ) throws {
      let server = try Listener(Peer.script("stranger", kind))
      let brief = ["--test-case", "empty_unary", "--time-limit", "1s"]
      let end = try ourClient(server.target, brief)
      #expect(end.status == 1)
      #expect(end.output.contains("cannot connect to \(server.target): "), "\(end.output)")
      #expect(end.output.contains(fragment), "\(end.output)")
    }

    @Test func `a server that does not pass is told case by case, and ends with 1`() throws {
      let server = try Listener(Peer.ours())
      let cases = ["--test-case", "empty_unary,unimplemented_method"]
      let end = try ourClient(server.target, cases)
      #expect(end.status == 1)
      #expect(end.errors == "grpcbench: interop: 1 of 2 cases failed\n")
      let lines = end.output.split(separator: "\n")
      #expect(lines.first?.hasPrefix("FAIL  empty_unary           expected the call") == true)
      #expect(lines.last?.hasPrefix("ok    unimplemented_method  ") == true)
      let json = try ourClient(server.target, cases + ["--format", "json"])
      let rows = try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: Any]]
      #expect(rows?.compactMap { $0["ok"] as? Bool } == [false, true])
    }
  }
}
