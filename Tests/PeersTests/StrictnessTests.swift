import Foundation
import Testing

extension PeersTests {
  /// A measurement that is worth nothing: the generator itself stood still for half a second of
  /// three.
  @Suite(.serialized) struct StrictnessTests {
    @Test(
      arguments: [
        ([], [:], 0), (["--strict"], [:], 4), ([], ["CI": "true"], 4),
      ] as [([String], [String: String], Int32)]
    )
    func `a generator that was late says so, and is an error where that is asked for`(
      options: [String],
      environment: [String: String],
      status: Int32
    ) throws {
      let server = try Listener(Peer.ours())
      let generator = try GeneratorStart(
        server.target,
        ["--rate", "500", "--arrivals", "constant", "--duration", "3s"] + options,
        environment: environment
      )
      Thread.sleep(forTimeInterval: 1.5)
      generator.program.pause(0.5)
      let run = try generator.finish()
      let document = try run.told()
      #expect(run.status == status, "\(run.errors)")
      #expect(document.validity.verdict == "invalid")
      #expect(document.validity.reasons.first?.contains("sent late") == true)
      // It confesses in both clocks: nothing is lost, and the wait is in response time.
      #expect(document.summary.ok == 1500)
      #expect(document.latency.response.p99 >= 300.0.milliseconds)
    }
  }
}
