import Foundation
import Testing

extension PeersTests {
  /// What a terminal shows while a run goes on.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct ProgressTests {
    @Test(arguments: ["0s", "300ms"])
    func `the first second of measuring has its rate already`(warmup: String) throws {
      let folder = Peer.newPath()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let end = try Program.run(
        Peer.script("terminal", Peer.grpcbench, "--scenario", "unary", "--rate", "200")
          + ["--duration", "2s", "--warmup", warmup, "--output", folder]
          + ["--metadata", "authorization: Bearer s3cret"]
      )
      #expect(end.status == 0, "\(end.errors)")
      let lines = end.errors.split(separator: "\r").filter { $0.contains("measuring, 1 s of 2 s") }
      #expect(lines.count == 1, "\(end.errors)")
      #expect(lines.allSatisfy { $0.contains("calls/s · p50 ") }, "\(lines)")
      #expect(!end.errors.contains("s3cret") && !end.output.contains("s3cret"))
    }
  }
}
