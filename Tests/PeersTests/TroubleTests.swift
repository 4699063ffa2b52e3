import Foundation
import Testing

extension PatientTests {
  /// A world that is not as it should be: one line with the likely cause, and the exit code that
  /// `docs/targets.md` has for it.
  @Suite(.serialized) struct TroubleTests {
    private let brief = ["--duration", "300ms"]

    private func hear(
      _ target: String,
      _ options: [String],
      _ fragments: [String],
      status: Int32 = 1,
      environment: [String: String] = [:],
      at location: SourceLocation = #_sourceLocation
    ) throws {
      let run = try GeneratorStart(target, brief + options, environment: environment).finish()
      #expect(run.status == status, "\(run.errors)", sourceLocation: location)
      let complaints = run.errors.split(separator: "\n").filter { $0.hasPrefix("grpcbench: ") }
      #expect(complaints.count == 1, "\(run.errors)", sourceLocation: location)
      for fragment in fragments {
        #expect(
          complaints.first?.contains(fragment) == true,
          "\(fragment) is not in \(run.errors)",
          sourceLocation: location
        )
      }
    }

    @Test(
      arguments: [
        ("127.0.0.1:1", ["connection refused", "is the server running"]),
        ("nowhere.invalid:1", ["nowhere.invalid does not resolve"]),
        ("unix:/nowhere/x.sock", ["no such file", "is this its path"]),
        ("unix:/etc/passwd", ["connection refused", "not a socket"]),
        ("unix:/etc", ["not a socket"]), ("unix:/etc/passwd/x", ["a part of the path"]),
        ("unix-abstract:grpcbench-nobody", ["connection refused", "is the server running"]),
      ]
    )
    func `a place where no server is`(target: String, fragments: [String]) throws {
      try hear(target, [], fragments)
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: [
        ("http1", ["speaks HTTP/1.1", "400 Bad Request", "--tls"]),
        ("page", ["a web server answers", "no HTTP status"]),
        ("https", ["HTTPS port", "--tls"]), ("ssh", ["an SSH server"]),
        ("mail", ["a mail or FTP server"]), ("redis", ["a Redis server"]),
        ("close", ["the server closed the connection", "is it a gRPC port"]),
      ]
    )
    func `a port that speaks something else`(kind: String, fragments: [String]) throws {
      let server = try Listener(Peer.script("stranger", kind))
      try hear(server.target, [], fragments)
      if kind != "close" {
        try hear(server.target, ["--insecure"], ["does not speak TLS on this port"])
      }
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a port that says nothing at all`() throws {
      let server = try Listener(Peer.script("stranger", "silent"))
      let scenario = try ScenarioText("connect_timeout: 300ms\nduration: 300ms")
      let plain = try scenario.run(server.target)
      #expect(plain.status == 1)
      #expect(plain.errors.contains("no HTTP/2 SETTINGS within 300 ms; is it a gRPC port"))
      let secure = try scenario.run(server.target, "--insecure")
      #expect(secure.status == 1)
      #expect(secure.errors.contains("no TLS handshake within 300 ms; does this port speak TLS?"))
      let proxy = try Listener(Peer.script("proxy", "--silent"))
      let tunnelled = try scenario.run(server.target, "--proxy", proxy.target)
      #expect(tunnelled.status == 1)
      #expect(tunnelled.errors.contains("the proxy did not answer CONNECT within 300 ms"))
    }

    @Test(.enabled(if: Peer.hasPython, "\(Peer.noPython)"))
    func `a proxy that is not there, not one, or refuses`() throws {
      let server = try Listener(Peer.ours())
      func hear(_ proxy: String, _ fragments: [String]) throws {
        try self.hear(server.target, ["--proxy", proxy], fragments)
      }
      try hear("127.0.0.1:1", ["proxy 127.0.0.1:1: connection refused"])
      try hear("nowhere.invalid:1", ["proxy nowhere.invalid does not resolve"])
      let ssh = try Listener(Peer.script("stranger", "ssh"))
      try hear(ssh.target, ["proxy \(ssh.target): it does not answer as an HTTP proxy"])
      let closing = try Listener(Peer.script("stranger", "close"))
      try hear(closing.target, ["proxy \(closing.target)", "CONNECT"])
      let strict = try Listener(Peer.script("proxy", "--user", "ada", "--password", "right"))
      let refusal = "refused CONNECT to \(server.target): 407 Proxy Authentication Required"
      try hear(strict.target, [refusal, "give user and password"])
      try hear("ada:wrong@\(strict.target)", [refusal, "does not accept"])
      let forbidding = try Listener(Peer.script("proxy", "--status", "403"))
      try hear(forbidding.target, ["403 Go Away; its rules forbid this"])
      let open = try Listener(Peer.script("proxy"))
      try self.hear(
        "127.0.0.1:1",
        ["--proxy", open.target],
        ["refused CONNECT to 127.0.0.1:1: 502 Bad Gateway; it cannot reach that server"]
      )
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
    )
    func `a server without ALPN or words, and files that are not what they should be`() throws {
      let server = try Listener(
        Peer.script("stranger", "tls") + PeerCertificates.identity("server")
      )
      let ca = ["--ca", PeerCertificates.path("ca.pem")]
      try hear(server.target, ca, ["does not know ALPN"])
      let mute = try Listener(Peer.script("stranger", "mute") + PeerCertificates.identity("server"))
      let hasty = ca + ["--connect-timeout", "2s"]
      try hear(mute.target, hasty, ["no HTTP/2 SETTINGS within 2 s"])
      let mixed = [
        "--certificate", PeerCertificates.path("client.pem"), "--key",
        PeerCertificates.path("server.key"),
      ]
      try hear(server.target, ca + mixed, ["does not belong to"], status: 2)
      try hear(server.target, ["--ca", "/nowhere.pem"], ["cannot be read"], status: 2)
    }

    @Test func `more connections than descriptors`() throws {
      let command = "ulimit -n 128; exec \"$@\""
      let end = try Program.run(
        ["/bin/sh", "-c", command, "sh", Peer.grpcbench, "--scenario", "unary", "--target"]
          + ["127.0.0.1:1", "--connections", "500", "--duration", "300ms", "--output"]
          + [Peer.newPath()]
      )
      #expect(end.status == 1)
      #expect(end.errors.contains("500 connections need 564 file descriptors"), "\(end.errors)")
      #expect(end.errors.contains("ulimit -n 564"))
    }
  }
}
