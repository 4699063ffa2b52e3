import Foundation
import Testing

extension PeersTests {
  /// An end of TLS that changes its keys without end.
  @Suite(
    .serialized,
    .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
    .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
  )
  struct TLSFloodTests {
    private let identity = PeerCertificates.identity("server")
    private let ca = ["--ca", PeerCertificates.path("ca.pem")]

    @Test func `a server leaves such clients, and serves the others meanwhile`() throws {
      let server = try Listener(Peer.ours() + identity)
      let others = try GeneratorStart(
        server.target,
        ca + ["--rate", "200", "--duration", "3s", "--deadline", "10s", "--connections", "2"]
      )
      for _ in 0..<5 {
        let flood = try Program.run(Peer.script("tls_flood", "SERVER", server.target), limit: 60)
        #expect(flood.status == 0, "\(flood.output) \(flood.errors)")
      }
      let run = try others.finish()
      let summary = try run.told().summary
      #expect(run.status == 0, "\(run.errors)")
      #expect(summary.ok == summary.calls && summary.calls > 300)
      #expect(try server.program.stop().status == 0)
    }

    @Test func `a client leaves such a server, and says why`() throws {
      let server = try Listener(Peer.script("tls_flood", "CLIENT") + identity)
      let run = try GeneratorStart(
        server.target,
        ca + ["--duration", "300ms", "--deadline", "200ms"]
      ).finish()
      #expect(run.status == 1 && run.seconds < 15)
      let told = run.errors + run.output
      #expect(told.contains("sends TLS records without end that hold nothing"), "\(told)")
    }
  }
}
