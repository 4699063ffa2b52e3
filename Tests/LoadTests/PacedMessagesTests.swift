import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

extension LoopbackTests {
  /// Messages inside calls that have their instants, and those whose turn it is.
  @Suite(.serialized) struct PacedMessagesTests {
    private func play(_ plan: Plan, _ script: Script) throws -> (Recording, Witness) {
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.phases?.total == recording.responseSum)
      return (recording, witness)
    }

    private func paced(_ rate: String, sent: Int) throws -> Plan {
      var plan = try Plan.streaming(.bidirectional, sent: sent, received: sent, rate: "50")
      plan.duration = .milliseconds(500)
      plan.calls[0].messages.rate = try Rate(text: rate)
      return plan
    }

    @Test func `messages leave at their instants, not before`() throws {
      let run = try play(try paced("100", sent: 10), .playing(.echo))
      #expect(run.0.okCalls == 25)
      #expect(run.1.streams.map(\.messages).allSatisfy { $0 == 10 })
      for stream in run.1.streams {
        let (first, last) = (
          try #require(stream.instants.first), try #require(stream.instants.last)
        )
        // Nine gaps of 10 ms; the first message may have come late.
        #expect(last - first > .milliseconds(60))
      }
      #expect(run.0.response.min >= .milliseconds(89))
    }

    @Test func `a window that is shut for a while shows in the lag of every message behind it`()
      throws
    {
      var plan = try paced("100", sent: 20)
      plan.calls[0].request.size = .fixed(100)
      plan.duration = .milliseconds(20)
      // One call; after 5 messages its window stays shut for 100 ms.
      var streams = StreamScript.echo
      streams.holdsWindows = true
      streams.atMessage = { _, message in
        message == 4 ? [.message, .pause(.milliseconds(100)), .giveBack] : [.message, .giveBack]
      }
      var script = Script.playing(streams)
      script.settings.initialWindowSize = 105
      let (recording, witness) = try play(plan, script)
      #expect(witness.streams.map(\.messages) == [20])
      #expect(recording.statusCounts == [0: 1])
      #expect(recording.streams.messageLag.count == 2 || recording.streams.messageLag.count == 3)
      plan.duration = .milliseconds(500)
      plan.load = .open(rate: try Rate(text: "2"), arrivals: .constant)
      let whole = try play(plan, script).0
      #expect(whole.streams.messageLag.count == 20)
      #expect(whole.streams.roundTrip.count == 20)
      #expect(whole.streams.roundTripService.count == 20)
      // Nine messages were due while it was shut: their lags are about 90, 80 … 10 ms.
      let late = whole.streams.messageLag.mean * 20
      #expect(late > 400e6)
      #expect(whole.streams.messageLag.max >= .milliseconds(85))
      #expect(whole.streams.roundTrip.max >= whole.streams.messageLag.max)
      // Once they are sent they are answered at once.
      #expect(whole.streams.roundTripService.max < whole.streams.roundTrip.max)
    }

    @Test func `a slow reader's messages leave in time`() throws {
      var plan = try paced("100", sent: 20)
      plan.load = .open(rate: try Rate(text: "2"), arrivals: .constant)
      // The reading wakes once a second, the writing each 10 ms.
      plan.calls[0].messages.readRate = 1_024
      var streams = StreamScript.echo
      streams.atMessage = { _, message in
        message == 0 ? [.data(Script.message(of: 5_000)), .message] : [.message]
      }
      streams.atEnd = { _, _ in [.trailers] }
      plan.calls[0].messages.received = nil
      let (recording, witness) = try play(plan, .playing(streams))
      #expect(recording.okCalls == 1)
      let stream = try #require(witness.streams.first)
      #expect(stream.messages == 20)
      #expect(recording.streams.messageLag.count == 20)
      #expect(recording.streams.messageLag.mean < 8e6)
    }

    @Test func `in ping-pong one message is under way, whatever the answer is cut into`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 10, received: 10)
      plan.calls[0].messages.turns = .alternating
      var streams = StreamScript.echo
      streams.atMessage = { _, _ in
        [.data(Array(Script.message[..<3])), .pause(.milliseconds(1))]
          + [.data(Array(Script.message[3...]))]
      }
      let (recording, witness) = try play(plan, .playing(streams))
      #expect(recording.statusCounts == [0: 20])
      // A message counts if it is intended in the measured time.
      #expect((20...200).contains(recording.streams.roundTrip.count))
      #expect(recording.streams.roundTrip.min >= .milliseconds(1))
      for stream in witness.streams {
        #expect(stream.messages == 10)
        let gaps = zip(stream.instants, stream.instants.dropFirst()).map { $1 - $0 }
        #expect(try #require(gaps.min()) >= .milliseconds(1))
      }
    }

    @Test func `between an answer and the next message the client thinks`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 5, received: 5)
      plan.calls[0].messages.turns = .alternating
      plan.calls[0].messages.thinkTime = .milliseconds(4)
      let (recording, witness) = try play(plan, .playing(.echo))
      #expect(recording.statusCounts == [0: 20])
      #expect((20...100).contains(recording.streams.roundTrip.count))
      // Thinking is not the server's time.
      #expect(recording.response.min >= .milliseconds(16))
      for stream in witness.streams {
        let gaps = zip(stream.instants, stream.instants.dropFirst()).map { $1 - $0 }
        #expect(gaps.allSatisfy { $0 > .milliseconds(3) })
      }
    }

    @Test func `answers before their questions let the client go on`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 6, received: 6)
      plan.calls[0].messages.turns = .alternating
      plan.calls[0].deadline = .seconds(3)
      let three = [Script.Step](repeating: .message, count: 3)
      for early in ["twice", "all at first", "all before"] {
        var streams = StreamScript.echo
        switch early {
        case "twice":
          streams.atMessage = { _, message in message % 2 == 0 ? [.message, .message] : [] }
        case "all at first": streams.atMessage = { _, message in message == 0 ? three + three : [] }
        default:
          streams.atHead = { _ in [.head] + three + three }
          streams.atMessage = { _, _ in [] }
        }
        let (recording, witness) = try play(plan, .playing(streams))
        #expect(recording.statusCounts == [0: 20], "\(early)")
        #expect(witness.streams.allSatisfy { $0.messages == 6 }, "\(early)")
      }
    }
  }
}
