import Testing

extension PeersTests {
  /// `make soak` for some seconds: enough to lose calls, too short to see a leak.
  @Suite(.serialized) struct SoakTests {
    @Test(
      .enabled(if: Peer.hasPython, "\(Peer.noPython)"),
      .enabled(if: PeerCertificates.areThere, "\(PeerCertificates.areMissing)")
    )
    func `no call is lost, whatever happens to the connections`() throws {
      let soak = [
        Peer.path(".venv/bin/python"), Peer.path("Tests/Bench/soak.py"), "--grpcbench",
        Peer.grpcbench, "--seconds", "6",
      ]
      let end = try Program.run(soak, limit: 200)
      #expect(end.status == 0, "\(end.output) \(end.errors)")
      #expect(end.output.contains("soak: nothing was lost"), "\(end.output)")
    }
  }
}
