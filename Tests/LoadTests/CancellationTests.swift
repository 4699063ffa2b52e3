import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

extension LoopbackTests {
  /// Calls that the plan ends, and calls whose deadline does.
  @Suite(.serialized) struct CancellationTests {
    private func play(
      _ plan: Plan,
      _ streams: StreamScript,
      window: Int = 65_535
    ) throws -> (Recording, Witness) {
      var script = Script.playing(streams)
      script.settings.initialWindowSize = window
      let server = try ScriptedServer(script)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.phases?.total == recording.responseSum)
      return (recording, witness)
    }

    private func expectCancelled(_ run: (Recording, Witness), _ calls: Int) {
      #expect(run.0.statusCounts == [1: calls])
      #expect(Int(run.0.okCalls) == calls)
      #expect(Int(run.0.cancelledAsPlanned) == calls)
      #expect(run.0.failures.total == 0)
      #expect(Int(run.0.response.count) == calls)
      #expect(run.1.resets == [.cancel: calls])
    }

    @Test func `after so many messages the client cancels`() throws {
      var plan = try Plan.streaming(.serverStreaming)
      plan.calls[0].cancel.afterMessages = 3
      let messages = [Script.Step](repeating: .message, count: 100)
      // The messages after the cancellation are under way and mean nothing.
      let streams = StreamScript(atEnd: { _, _ in [.head] + messages + [.pause(.seconds(9))] })
      expectCancelled(try play(plan, streams), 20)
    }

    @Test func `an answer that is whole at once is cancelled all the same`() throws {
      var plan = try Plan.streaming(.serverStreaming, received: 10)
      plan.calls[0].cancel.afterMessages = 3
      let answer = Script.Step.data((0..<10).flatMap { _ in Script.message })
      let streams = StreamScript(atEnd: { _, _ in [.head, answer, .trailers] })
      let (recording, _) = try play(plan, streams)
      #expect(recording.statusCounts == [1: 20])
      #expect(recording.cancelledAsPlanned == 20)
    }

    @Test func `after its time the client cancels`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 10_000, received: 10_000)
      plan.calls[0].messages.rate = try Rate(text: "200")
      plan.calls[0].cancel.after = .milliseconds(40)
      let run = try play(plan, .echo)
      expectCancelled(run, 20)
      #expect(run.0.response.min >= .milliseconds(39))
      #expect(run.1.streams.allSatisfy { $0.messages <= 9 })
    }

    @Test func `a call that a window holds back is cancelled in time`() throws {
      var plan = try Plan.streaming(.clientStreaming, sent: 100, received: 1)
      plan.calls[0].request.size = .fixed(1_000)
      plan.calls[0].cancel.after = .milliseconds(40)
      var streams = StreamScript()
      streams.holdsWindows = true
      let run = try play(plan, streams, window: 3_000)
      expectCancelled(run, 20)
      let blocked = try #require(run.0.phases).sum(.streamWindow).total
      #expect(blocked > .milliseconds(20 * 30))
    }

    @Test(arguments: ["blocked", "parked", "thinking", "waiting for an answer", "paced"])
    func `a deadline ends a call whatever it is doing`(what: String) throws {
      var plan = try Plan.streaming(.bidirectional, sent: 50, received: 50, rate: "40")
      plan.calls[0].deadline = .milliseconds(80)
      var streams = StreamScript.echo
      var window = 65_535
      switch what {
      case "blocked":
        (streams.holdsWindows, window) = (true, 5)
        plan.calls[0].request.size = .fixed(1_000)
      case "parked":
        // The server reads nothing from the first message on.
        plan.calls[0].request.size = .fixed(4 << 20)
        window = Settings.largestWindow
        streams.atHead = { _ in [.head] }
        streams.atMessage = { _, _ in [] }
      case "thinking":
        plan.calls[0].messages.turns = .alternating
        plan.calls[0].messages.thinkTime = .seconds(60)
      case "waiting for an answer":
        plan.calls[0].messages.turns = .alternating
        streams.atMessage = { _, _ in [] }
      default:
        plan.calls[0].messages.rate = try Rate(text: "0.1")
      }
      let (recording, witness) = try play(plan, streams, window: window)
      #expect(recording.statusCounts == [4: 4])
      #expect(recording.failed.max.isNear(.milliseconds(80)))
      #expect(witness.streams.allSatisfy { !$0.hasEnded })
    }

    @Test func `kinds with different deadlines expire each at its own`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 2, received: 2, rate: "400")
      plan.calls[0].messages.turns = .alternating
      plan.calls[0].deadline = .milliseconds(150)
      plan.calls.append(plan.calls[0])
      plan.calls[1].name = "short"
      plan.calls[1].deadline = .milliseconds(50)
      let server = try ScriptedServer(.playing(StreamScript()))
      let generator = try LoadGenerator(
        plan,
        addresses: [server.address],
        authority: "localhost",
        serverProcess: nil
      )
      let outcome = try generator.run { _ in }
      #expect(try server.stop().resets == [.cancel: 40])
      #expect(outcome.recording.statusCounts == [4: 40])
      #expect(outcome.kinds.allSatisfy { $0.failedCalls > 0 })
      #expect(outcome.kinds[0].failed.min.isNear(.milliseconds(150)))
      #expect(outcome.kinds[0].failed.max.isNear(.milliseconds(150)))
      #expect(outcome.kinds[1].failed.min.isNear(.milliseconds(50)))
      #expect(outcome.kinds[1].failed.max.isNear(.milliseconds(50)))
    }
  }
}
