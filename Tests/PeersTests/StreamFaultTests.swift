import Foundation
import Testing

extension PatientTests {
  /// Servers that do something wrong in the middle of a stream: each call gets its status, none is
  /// lost, and the run ends.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct StreamFaultTests {
    /// What a server does when the third of five messages has come, and what a call is told.
    struct Fault: CustomTestStringConvertible {
      var name: String
      var status: String
      var message: String
      var options: [String] = []

      var testDescription: String { name }

      static let all = [
        Fault(
          name: "early-error",
          status: "FAILED_PRECONDITION",
          message: "enough of this"
        ),
        Fault(
          name: "reset",
          status: "RESOURCE_EXHAUSTED",
          message: "the stream was reset with ENHANCE_YOUR_CALM"
        ),
        Fault(
          name: "more",
          status: "UNIMPLEMENTED",
          message: "6 messages came where the method has 5"
        ),
        Fault(
          name: "fewer",
          status: "UNIMPLEMENTED",
          message: "4 messages came where the method has 5"
        ),
        Fault(
          name: "early-ok",
          status: "UNIMPLEMENTED",
          message: "2 messages came where the method has 5"
        ),
        Fault(
          name: "wrong",
          status: "DATA_LOSS",
          message: "message 3 of the server, 15 bytes, is not what it should be"
        ),
        Fault(
          name: "large",
          status: "RESOURCE_EXHAUSTED",
          message: "a message of 65537 bytes came, which is over the limit of 65536 bytes"
        ),
        Fault(
          name: "corrupt-gzip",
          status: "INTERNAL",
          message: "message 3 of the server: the bytes are not gzip",
          options: ["--request-compression", "gzip"]
        ),
      ]
    }

    /// Twenty calls of five messages, which are sent when they are due: a call has messages left
    /// when the fault strikes.
    private func play(_ server: Listener, _ options: [String]) throws -> GeneratorRun {
      try GeneratorStart(
        server.target,
        [
          "--method", "greet.Greeter/SayHelloBidi", "--messages-sent", "5", "--verify", "true",
          "--messages-rate", "200", "--max-message-size", "65536", "--rate", "40", "--arrivals",
          "constant", "--duration", "500ms", "--deadline", "30s",
        ] + options
      ).finish()
    }

    @Test(arguments: Fault.all)
    func `a call that its server does wrong has failed, and says how`(fault: Fault) throws {
      let server = try Listener(Peer.script("stream_faults", "--fault", fault.name))
      let run = try play(server, fault.options)
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.calls == 20)
      #expect(summary.status == [fault.status: 20])
      #expect(summary.failures.count == 1)
      #expect(
        summary.failures.first?.message.hasPrefix(fault.message) == true,
        "\(summary.failures)"
      )
      let end = try server.program.stop()
      #expect(end.output.contains("\"faults\": 20"), "\(end.output)\(end.errors)")
    }

    @Test func `a server may end a stream early where any number of messages is right`() throws {
      let server = try Listener(Peer.script("stream_faults", "--fault", "early-ok"))
      let run = try play(server, ["--messages-received", "any"])
      let document = try run.told()
      #expect(run.status == 0, "\(run.errors)")
      #expect(document.summary.status == ["OK": 20])
      #expect(document.phasesAddUp)
    }

    @Test func `a stream that ends in the middle of a message has failed`() throws {
      let server = try Listener(Peer.script("stream_faults", "--fault", "cut"))
      let run = try play(server, ["--messages-received", "any"])
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.status == ["INTERNAL": 20], "\(summary.failures)")
    }

    @Test func `a server that dies in the middle of streams leaves them UNAVAILABLE`() throws {
      let server = try Listener(Peer.script("stream_faults", "--fault", "die"))
      let run = try play(server, [])
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(summary.calls == 20)
      #expect(summary.status == ["UNAVAILABLE": 20])
      #expect(summary.unfinished == 0)
    }

    @Test func `a server killed in the middle of many streams costs no call of the schedule`()
      throws
    {
      let server = try Listener(Peer.ours())
      // Each stream lasts a second, so that fifty are open whenever the server is killed.
      let generator = try GeneratorStart(
        server.target,
        [
          "--method", "greet.Greeter/SayHelloBidi", "--messages-sent", "100", "--messages-rate",
          "100", "--rate", "50", "--arrivals", "constant", "--duration", "4s", "--deadline", "30s",
          "--connections", "2",
        ]
      )
      Thread.sleep(forTimeInterval: 2.5)
      server.program.send(SIGKILL)
      let run = try generator.finish()
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(run.seconds < 30)
      #expect(summary.calls == 200)
      #expect(summary.isWhole && summary.unfinished == 0)
      #expect(summary.failed > 50)
      #expect(summary.status["UNAVAILABLE"] == summary.failed)
    }
  }
}
