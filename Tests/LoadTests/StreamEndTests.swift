import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

/// How a server ends calls before their time, and what they have ended with.
private struct End: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// After the second message of each call.
  let steps: [Script.Step]
  let statuses: [Int]
  /// What the client resets its streams with, if it has more to send.
  let reset: ErrorCode?

  init(_ name: String, _ steps: [Script.Step], _ statuses: [Int], reset: ErrorCode? = nil) {
    (testDescription, self.steps, self.statuses, self.reset) = (name, steps, statuses, reset)
  }

  private static let three = [Script.Step](repeating: .message, count: 3)

  static let all = [
    End("OK with all messages", three + [.trailers], [0], reset: .noError),
    End("OK with too few messages", [.message, .trailers], [12], reset: .noError),
    End("OK with too many messages", three + [.message, .trailers], [12], reset: .noError),
    End("OK without messages", [.trailers], [12], reset: .noError),
    End("an error", [.message, .trailers("7", "no")], [7], reset: .noError),
    End("trailers and NO_ERROR", three + [.trailers, .reset(.noError)], [0]),
    End("an error and NO_ERROR", [.trailers("9"), .reset(.noError)], [9]),
    End("NO_ERROR without trailers", [.message, .reset(.noError)], [13]),
    End("CANCEL", [.message, .reset(.cancel)], [1]),
    End("REFUSED_STREAM", [.reset(.refusedStream)], [14]),
    End("a message cut short", [.data([0, 0, 0, 0, 9, 1]), .trailers], [13], reset: .noError),
    End("no trailers", three + [.data([], ends: true)], [2], reset: .noError),
    End("an unknown flag", [.data([7, 0, 0, 0, 0])], [13], reset: .cancel),
    End("a connection closed in the middle", three + [.close], [14]),
  ]
}

extension LoopbackTests {
  /// Servers that end calls while the client still sends.
  @Suite(.serialized) struct StreamEndTests {
    private func plan() throws -> Plan {
      var plan = try Plan.streaming(.bidirectional, sent: 1_000, received: 3)
      // So slow that the server's end comes first, and so fast that two messages come soon.
      plan.calls[0].messages.rate = try Rate(text: "500")
      plan.maxFailedShare = 1
      return plan
    }

    @Test(arguments: End.all)
    private func `a call ends with what the server says, and its rest is not sent`(end: End) throws
    {
      let script = Script.playing(
        StreamScript(
          atHead: { _ in [.head] },
          atMessage: { _, message in message == 1 ? end.steps : [] }
        )
      )
      let server = try ScriptedServer(script)
      let recording = try plan().play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.started == 20)
      #expect(recording.unfinishedCalls == 0)
      #expect(Set(recording.statusCounts.keys) == Set(end.statuses))
      #expect(recording.phases?.total == recording.responseSum)
      #expect(witness.streams.allSatisfy { $0.messages < 1_000 && !$0.hasEnded })
      if let reset = end.reset { #expect(witness.resets == [reset: 20]) }
    }

    @Test func `a status without messages ends a stream too`() throws {
      let script = Script.playing(StreamScript(atHead: { _ in [.trailersOnly("5")] }))
      let server = try ScriptedServer(script)
      let recording = try plan().play(against: server.address)
      #expect(try server.stop().resets == [.noError: 20])
      #expect(recording.statusCounts == [5: 20])
    }

    @Test func `a head without messages is no answer`() throws {
      var plan = try plan()
      plan.calls[0].messages.sent = 3
      plan.calls[0].deadline = .milliseconds(60)
      let script = Script.playing(StreamScript(atHead: { _ in [.head] }))
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      #expect(try server.stop().resets == [.cancel: 20])
      #expect(recording.statusCounts == [4: 20])
      #expect(recording.failed.max.isNear(.milliseconds(60)))
    }

    @Test func `GOAWAY lets the calls end that it admits`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 20, received: 20)
      plan.calls[0].messages.rate = try Rate(text: "500")
      var streams = StreamScript.echo
      // One for each of the connections, of which each carries a few calls.
      streams.atMessage = { request, message in
        request % 5 == 0 && message == 10 ? [.goAway(.noError), .message] : [.message]
      }
      let server = try ScriptedServer(.playing(streams))
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.started == 20)
      #expect(recording.connections.goaways > 0)
      #expect(recording.connections.lost == 0)
      #expect(witness.connections > 1)
      // What began behind the GOAWAY was not taken.
      #expect(Set(recording.statusCounts.keys).isSubset(of: [0, 14]))
      #expect(recording.okCalls > 0)
      #expect(witness.streams.count { $0.hasEnded } == Int(recording.okCalls))
      #expect(recording.phases?.total == recording.responseSum)
    }

    @Test func `a server that breaks HTTP2 while much is parked loses its connection`() throws {
      var plan = try Plan.streaming(.clientStreaming, sent: 100_000, received: 1, rate: "40")
      plan.calls[0].request.size = .fixed(1_000)
      var streams = StreamScript()
      // PING of the wrong length (RFC 9113 §6.7).
      streams.atMessage = { _, message in
        message == 50 ? [.connectionFrame(type: 6, flags: 0, [1])] : []
      }
      let server = try ScriptedServer(.playing(streams))
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.okCalls == 0)
      #expect(witness.farewells.contains(.frameSizeError))
      #expect(witness.streams.allSatisfy { $0.messages < 100_000 })
    }
  }
}
