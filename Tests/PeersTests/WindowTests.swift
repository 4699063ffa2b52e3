import Foundation
import Testing

extension PatientTests {
  /// Servers that take little at a time: how long their windows held calls back.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct WindowTests {
    /// How long windows were shut, by the server's clock, in nanoseconds.
    private struct Waits: Decodable {
      var served: Int
      var updates: Int
      var waited: Double
      /// How much of it was more than the delay that was asked for.
      var late: Double
    }

    /// The wait is 20 ms each, and a tenth is for the way there and back.
    ///
    /// A server that was late itself says that the processors were busy; then the client may have
    /// been as late.
    @Test(
      arguments: [
        ("stream", "64KiB", "stream_window", 16), ("connection", "256KiB", "connection_window", 4),
      ]
    )
    func `the time that a window holds calls back is the server's own`(
      level: String,
      size: String,
      phase: String,
      updatesOfCall: Int
    ) throws {
      let server = try Listener(Peer.script("windows", "--level", level))
      let run = try GeneratorRun.of(
        server.target,
        "--streams",
        "1",
        "--request-size",
        size,
        "--duration",
        "1500ms",
        "--deadline",
        "60s"
      )
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == document.summary.calls, "\(document.summary.failures)")
      let end = try server.program.stop()
      let waits = try JSONDecoder().decode(Waits.self, from: Data(end.output.utf8))
      #expect(waits.served == document.summary.made)
      #expect(waits.updates >= updatesOfCall * waits.served)
      let phases = try #require(document.phases)
      let held = Double(try #require(phases[phase]).sum)
      #expect(held >= 0.98 * waits.waited, "\(waits)")
      #expect(held <= 1.1 * waits.waited + waits.late, "\(waits)")
      // The other window never shut.
      for other in ["stream_window", "connection_window"] where other != phase {
        #expect(phases[other]?.sum == 0)
      }
      #expect(document.phasesAddUp)
    }
  }
}
