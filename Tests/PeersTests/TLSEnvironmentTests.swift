import Foundation
import Testing

extension PeersTests {
  /// What TLS takes from the environment, and what a client calls its server.
  @Suite(
    .serialized,
    .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
  )
  struct TLSEnvironmentTests {
    private let ca = PeerCertificates.path("ca.pem")
    private let brief = ["--duration", "300ms"]

    @Test func `without --ca the system's authorities are believed`() throws {
      let server = try Listener(Peer.ours() + PeerCertificates.identity("server"))
      func run(_ authorities: String) throws -> GeneratorRun {
        let environment = ["SSL_CERT_FILE": authorities]
        return try GeneratorStart(server.target, brief + ["--tls"], environment: environment)
          .finish()
      }
      let trusting = try run(ca)
      #expect(trusting.status == 0, "\(trusting.errors)")
      #expect(try trusting.told().summary.ok > 0)
      let doubting = try run("/dev/null")
      #expect(doubting.status == 1)
      #expect(doubting.errors.contains("do not trust; give the CA (--ca)"), "\(doubting.errors)")
    }

    @Test func `both ends append the same secrets to their files of SSLKEYLOGFILE`() throws {
      let (ours, theirs) = (Peer.newPath(".keys"), Peer.newPath(".keys"))
      defer { for path in [ours, theirs] { try? FileManager.default.removeItem(atPath: path) } }
      let server = try Listener(
        ["/usr/bin/env", "SSLKEYLOGFILE=\(theirs)"] + Peer.ours()
          + PeerCertificates.identity("server")
      )
      let run = try GeneratorStart(
        server.target,
        brief + ["--ca", ca, "--connections", "3"],
        environment: ["SSLKEYLOGFILE": ours]
      ).finish()
      #expect(run.status == 0, "\(run.errors)")
      #expect(try server.program.stop().status == 0)
      let secrets = try [ours, theirs].map { path in
        try Set(String(contentsOfFile: path, encoding: .utf8).split(separator: "\n"))
      }
      #expect(secrets[0] == secrets[1])
      #expect(secrets[0].filter { $0.hasPrefix("CLIENT_TRAFFIC_SECRET_0 ") }.count >= 3)
    }

    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      arguments: ["foo.test.google.fr", nil]
    )
    func `the server's name is sent by SNI and in the authority`(name: String?) throws {
      struct Heard: Decodable {
        var served: Int
        var names: [String?]
        var authorities: [String]
      }
      let server = try Listener(
        Peer.script("tls_greeter") + PeerCertificates.identity("server")
      )
      let options = brief + ["--ca", ca] + (name.map { ["--server-name", $0] } ?? [])
      let run = try GeneratorStart(server.target, options).finish()
      #expect(run.status == 0, "\(run.errors)")
      let last = try server.program.stop().output.split(separator: "\n").last ?? ""
      let heard = try JSONDecoder().decode(Heard.self, from: Data(last.utf8))
      #expect(try run.told().summary.ok == heard.served && heard.served > 0)
      // An address is not sent.
      #expect(heard.names == [name])
      #expect(heard.authorities == [name ?? server.target])
    }
  }
}
