import Foundation
import Testing

extension PatientTests {
  /// Calls that a foreign server has surely not taken go once more, and no others do.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct ReplayTests {
    private func play(_ server: Listener, _ options: String...) throws -> RunDocument.Summary {
      let run = try GeneratorStart(server.target, ["--duration", "500ms"] + options).finish()
      let summary = try run.told().summary
      #expect(summary.isWhole && summary.unfinished == 0)
      return summary
    }

    @Test(arguments: [true, false])
    func `a refused call goes once more if it may`(mayReplay: Bool) throws {
      let server = try Listener(Peer.script("refuses_every", "--calls", "10"))
      let summary = try play(
        server,
        "--replay",
        "\(mayReplay)",
        "--rate",
        "400",
        "--arrivals",
        "constant"
      )
      let count = try server.count()
      let refused = try #require(count.refused)
      #expect(summary.calls == 200 && refused >= 20)
      #expect(summary.ok == count.served)
      #expect(summary.connections.replayed == (mayReplay ? refused : 0))
      #expect(summary.failed == (mayReplay ? 0 : refused), "\(summary.failures)")
    }

    @Test func `calls above the last one of a GOAWAY go once more on the next connection`() throws {
      // Twenty calls come at a time, so that the ninetieth has ten behind it.
      let server = try Listener(Peer.script("goaway_every", "--calls", "90"))
      let summary = try play(server, "--replay", "true", "--connections", "1", "--streams", "20")
      let count = try server.count()
      #expect(try #require(count.goaways) >= 1)
      #expect(summary.ok == summary.calls && summary.ok == count.served, "\(summary.failures)")
      #expect(summary.connections.replayed > 0)
    }

    @Test func `calls of which no byte has left go once more, and the others are lost`() throws {
      let server = try Listener(Peer.script("stalls_first"))
      // More than the kernel holds for a connection that is not read.
      let summary = try play(
        server,
        "--replay",
        "true",
        "--connections",
        "1",
        "--streams",
        "1000",
        "--rate",
        "200",
        "--request-size",
        "64KiB",
        "--backoff-initial",
        "50ms"
      )
      let count = try server.count()
      #expect(count.drops == 1)
      #expect(summary.connections.replayed > 0 && summary.failed > 0)
      #expect(summary.status["UNAVAILABLE"] == summary.failed)
      // Whatever was sent again was served once.
      #expect(summary.ok == count.served)
    }
  }
}
