import Foundation
import Statistics
import Testing
import Timing

extension PatientTests {
  /// What happens inside a stream, as its server knows it by its own clock.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct GapTests {
    /// One call that has four seconds for its stream.
    private let oneCall = [
      "--streams", "1", "--rate", "0.25", "--arrivals", "constant", "--duration", "4s",
      "--deadline", "60s",
    ]

    /// Nanoseconds, in the order of the messages.
    private struct Gaps: Decodable {
      var gaps: [Int64]
      /// How late the server's own sleeps ended.
      var late: [Int64]
    }

    /// Quantiles may differ by a bucket and by the lateness of nine in ten of the server's sleeps,
    /// once for the message at either end of a gap.
    ///
    /// A gap is longer than the server's by as much as the second message took longer to be read
    /// than the first. Nobody knows that from outside; but the server's sleeps end as late as ours
    /// do, on the same processors in the same second.
    @Test(arguments: ["1", "2"])
    func `the gaps of a stream are those that its server wrote down`(seed: String) throws {
      let server = try Listener(Peer.script("gaps", "--messages", "300", "--seed", seed))
      let run = try GeneratorStart(
        server.target,
        ["--method", "greet.Greeter/SayHelloServerStream", "--messages-received", "300"] + oneCall
      ).finish()
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == 1 && document.summary.messagesReceived == 300)
      #expect(document.phasesAddUp)
      let end = try server.program.stop()
      let said = try JSONDecoder().decode(Gaps.self, from: Data(end.output.utf8))
      let found = try document.histogram("gap")
      #expect(found.count == 299 && said.gaps.count == 299)
      let jitter = quantile(0.9, of: said.late)
      for q in [0.5, 0.9] {
        let (expected, actual) = (quantile(q, of: said.gaps), found.quantile(q).count)
        let index = LatencyScale.index(of: Nanoseconds(expected))
        let bucket = (LatencyScale.lowest(at: index + 1) - LatencyScale.lowest(at: index)).count
        #expect(abs(actual - expected) <= bucket + 2 * jitter, "seed \(seed), quantile \(q)")
      }
      // The freeze in the middle is one gap, and no other takes part of it.
      #expect(found.max >= .milliseconds(290))
      #expect(found.quantile(0.99) < .milliseconds(290))
    }

    /// A hundred messages a second are due, and for 300 ms none is answered.
    ///
    /// The thirty that are due meanwhile wait 300 to 10 ms: sixteen of all 160, one in ten, wait
    /// 140 ms and more.
    ///
    /// The window holds five of them, so the others are sent when the freeze is over. From there
    /// they are answered at once: who measures from the sending sees one in thirty-two.
    @Test func `a freeze in a paced stream is told of every message that was due in it`() throws {
      let server = try Listener(Peer.script("freezes", "--window", "64"))
      let run = try GeneratorStart(
        server.target,
        ["--method", "greet.Greeter/SayHelloBidi", "--messages-sent", "160"]
          + ["--messages-rate", "100", "--verify", "true"] + oneCall
      ).finish()
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.ok == 1 && document.summary.messagesReceived == 160)
      #expect(document.phasesAddUp)
      #expect(try document.histogram("gap").max >= .milliseconds(290))
      let intended = try document.histogram("round_trip")
      let sent = try document.histogram("round_trip_service")
      let lag = try document.histogram("message_lag")
      #expect(intended.count == 160 && sent.count == 160)
      #expect(intended.quantile(0.9) >= .milliseconds(100))
      #expect(intended.quantile(0.99) >= .milliseconds(250))
      #expect(sent.quantile(0.9) < .milliseconds(100))
      #expect(sent.max >= .milliseconds(250))
      // The difference is confessed: it is how late the messages were sent.
      #expect(lag.max >= .milliseconds(200))
    }

    private func quantile(_ q: Double, of values: [Int64]) -> Int64 {
      let sorted = values.sorted()
      return sorted[min(sorted.count - 1, Int((q * Double(sorted.count)).rounded(.up)) - 1)]
    }
  }
}
