import Foundation
import Testing

extension PatientTests {
  /// Connect's unary calls, as clients that are not ours make them: curl, and one in Python that
  /// was written from the specification.
  @Suite(.serialized) struct ConnectTests {
    private struct Findings: Decodable {
      var answers: Int
      var complaints: [String]
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)"),
      arguments: [false, true]
    )
    func `a client from the specification finds every answer right`(isSecure: Bool) throws {
      let identity = isSecure ? PeerCertificates.identity("server") : []
      let server = try Listener(Peer.ours("--threads", "2") + identity)
      let ca = isSecure ? ["--ca", PeerCertificates.path("ca.pem")] : []
      let end = try Program.run(Peer.script("connect_client", server.target) + ca, limit: 120)
      #expect(end.status == 0, "\(end.errors)")
      let findings = try JSONDecoder().decode(Findings.self, from: Data(end.output.utf8))
      #expect(findings.complaints.isEmpty, "\(findings.complaints.joined(separator: "\n"))")
      // 18 greetings and 32 errors in each of four ways, and two bodies in chunks.
      #expect(findings.answers == 4 * (18 + 32) + 2)
      #expect(try server.program.stop().status == 0)
    }

    /// What curl shows: the HTTP status, the content type and the body.
    private func curl(_ target: String, _ path: String, _ options: String...) throws -> String {
      let format = #"%{http_code} %{http_version} %{content_type} "#
      let common = [Peer.curl, "--silent", "--show-error", "--max-time", "20", "-o", "-"]
      let end = try Program.run(
        common + ["-w", "\n" + format] + options + ["http://\(target)\(path)"]
      )
      guard end.status == 0 else {
        throw Program.Failure(description: "curl ended with \(end.status): \(end.errors)")
      }
      return end.output
    }

    @Test(
      .enabled(if: Peer.hasCurl, "\(Peer.noCurl)"),
      arguments: [("--http1.1", "1.1"), ("--http2-prior-knowledge", "2")]
    )
    func `curl needs nothing but a content type and a body`(flag: String, version: String) throws {
      let server = try Listener(Peer.ours())
      let json = ["-H", "content-type: application/json", "-d"]
      func call(_ path: String, _ body: String) throws -> String {
        try curl(server.target, path, flag, json[0], json[1], json[2], body)
      }
      #expect(
        try call("/greet.Greeter/SayHello", #"{"name":"Ann"}"#)
          == "{\"message\":\"Hello, Ann!\"}\n200 \(version) application/json "
      )
      // Above 1 MiB curl asks first whether it may send (Expect: 100-continue).
      let long = String(repeating: "x", count: 100_000)
      #expect(
        try call("/greet.Greeter/SayHello", #"{"name":"\#(long)"}"#).contains("Hello, \(long)!")
      )
      #expect(
        try call("/greet.Payloads/Echo", #"{"mixed":{"account":"9007199254740993"}}"#)
          == "{\"mixed\":{\"account\":\"9007199254740993\"}}\n200 \(version) application/json "
      )
      #expect(try call("/grpc.health.v1.Health/Check", "{}").hasPrefix(#"{"status":"SERVING"}"#))
      let bad = try call("/greet.Greeter/SayHello", "{")
      #expect(bad.hasPrefix(#"{"code":"invalid_argument","message":"#))
      #expect(bad.hasSuffix("\n400 \(version) application/json "))
      #expect(try call("/no.Such/Method", "{}").contains("\n404 \(version)"))
      #expect(try call("/greet.Greeter/SayHelloBidi", "{}").contains("\n501 \(version)"))
      let form = try curl(server.target, "/greet.Greeter/SayHello", flag, "-d", "x")
      #expect(form.hasSuffix("\n415 \(version) text/plain "), "\(form)")
      #expect(try curl(server.target, "/", flag).hasPrefix("grpcbench: a gRPC server\n\n200"))
      #expect(try curl(server.target, "/", flag, "--head").contains("200"))
      #expect(try server.program.stop().status == 0)
    }

    @Test(.enabled(if: Peer.hasCurl, "\(Peer.noCurl)"))
    func `a body that curl asks about before it is sent is taken`() throws {
      let server = try Listener(Peer.ours())
      let body = Peer.newPath(".json")
      defer { try? FileManager.default.removeItem(atPath: body) }
      let name = String(repeating: "x", count: 2_000_000)
      try Data(#"{"name":"\#(name)"}"#.utf8).write(to: URL(fileURLWithPath: body))
      let answer = try curl(
        server.target,
        "/greet.Greeter/SayHello",
        "--http1.1",
        "-H",
        "content-type: application/json",
        "-H",
        "expect: 100-continue",
        "-d",
        "@\(body)"
      )
      #expect(answer == "{\"message\":\"Hello, \(name)!\"}\n200 1.1 application/json ")
    }

    @Test func `a port of both protocols tells one from the other by the first bytes`() throws {
      let server = try Listener(Peer.ours())
      // Our own generator comes over HTTP/2 while others come over HTTP/1.1.
      let run = try GeneratorRun.of(server.target, "--duration", "1s")
      #expect(run.status == 0, "\(run.errors)")
      #expect(try run.told().server?.disagreement == nil)
    }
  }
}
