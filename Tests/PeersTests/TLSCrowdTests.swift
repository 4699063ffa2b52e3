import Foundation
import Testing

extension PeersTests {
  /// Thousands of clients that begin a TLS handshake and do not go on, or do not even begin.
  @Suite(
    .serialized,
    .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
    .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
  )
  struct TLSCrowdTests {
    @Test(arguments: [("silent", "3000"), ("byte", "3000"), ("hello", "1500")])
    func `a client is served beside a crowd that only wants in`(
      way: String,
      count: String
    ) throws {
      let server = try Listener(Peer.ours() + PeerCertificates.identity("server"))
      let crowd = try Program(
        Peer.script("tls_crowd", way, server.target, "--clients", count),
        limit: 60
      )
      #expect(try crowd.firstLine() == "the crowd is here")
      let options = ["--ca", PeerCertificates.path("ca.pem"), "--connections", "5"]
      for _ in 0..<3 {
        let run = try GeneratorStart(server.target, options + ["--duration", "300ms"]).finish()
        #expect(run.status == 0, "\(run.errors)")
        let summary = try run.told().summary
        #expect(summary.calls > 0 && summary.ok == summary.calls, "\(summary.failures)")
      }
      crowd.send(SIGKILL)
      #expect(try crowd.wait().status == -SIGKILL)
      #expect(try server.program.stop().status == 0)
    }
  }
}
