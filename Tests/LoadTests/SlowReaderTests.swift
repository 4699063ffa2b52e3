import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

@testable import Load

extension LoopbackTests {
  /// Clients that read at a stated rate, so that the server has to wait.
  @Suite(.serialized) struct SlowReaderTests {
    private func plan(window: Int, rate: Int) throws -> Plan {
      var plan = try Plan.streaming(.serverStreaming, received: 10, rate: "10")
      plan.calls[0].messages.readRate = rate
      plan.http2.streamWindow = window
      return plan
    }

    /// Ten messages of 20 kB.
    private func script() -> Script {
      let messages = (0..<10).map { _ in Script.Step.data(Script.message(of: 20_000)) }
      return .playing(StreamScript(atEnd: { _, _ in [.head] + messages + [.trailers] }))
    }

    @Test(arguments: [1_000, 20_000, 65_535])
    func `the server sends as fast as the client reads, and a window ahead`(window: Int) throws {
      let server = try ScriptedServer(script())
      let recording = try plan(window: window, rate: 1_000_000).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [0: 1])
      #expect(witness.streams.map(\.sent) == [200_050])
      // What is in the last window is not waited for.
      let least = Double(200_050 - window) / 1_000_000 * 1e9
      #expect(Double(recording.response.min.count) > least * 0.98)
      #expect(recording.phases?.total == recording.responseSum)
      #expect(recording.traffic.messagesReceived <= 10)
    }

    @Test func `what a reader has not read when the server ends does not hold it up`() throws {
      let server = try ScriptedServer(script())
      let recording = try plan(window: 1 << 20, rate: 1_024).play(against: server.address)
      #expect(try server.stop().streams.map(\.sent) == [200_050])
      #expect(recording.statusCounts == [0: 1])
      #expect(recording.response.max < .seconds(4))
    }

    @Test func `no more than a window comes ahead of a reader that hardly reads`() throws {
      var plan = try plan(window: 10_000, rate: 1_024)
      plan.calls[0].deadline = .milliseconds(300)
      let server = try ScriptedServer(script())
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [4: 1])
      #expect(witness.resets == [.cancel: 1])
      // Until it has our SETTINGS the server may count on the usual window.
      #expect(try #require(witness.streams.first).sent <= 65_535 + 2_000)
    }

    @Test func `slow streams leave the connection to fast ones`() throws {
      var plan = try Plan.streaming(.serverStreaming, received: 10, rate: "100", milliseconds: 200)
      plan.http2.connectionWindow = 65_535
      plan.http2.streamWindow = 16_384
      plan.calls[0].request.metadata = [.init(name: "x-fast", value: "yes")]
      plan.calls.append(plan.calls[0])
      plan.calls[1].name = "slow"
      plan.calls[1].request.metadata = []
      plan.calls[1].messages.readRate = 10_000
      plan.calls[1].cancel.after = .milliseconds(300)
      let server = try ScriptedServer(script())
      let generator = try LoadGenerator(
        plan,
        addresses: [server.address],
        authority: "localhost",
        serverProcess: nil
      )
      let outcome = try generator.run { _ in }
      let witness = try server.stop()
      #expect(outcome.recording.isWhole)
      #expect(outcome.kinds[1].cancelledAsPlanned > 2)
      #expect(outcome.kinds[0].statusCounts == [0: Int(outcome.kinds[0].started)])
      #expect(outcome.kinds[0].okCalls > 2)
      #expect(outcome.kinds[0].response.max < .milliseconds(300))
      #expect(witness.streams.count == 20)
    }
  }
}
