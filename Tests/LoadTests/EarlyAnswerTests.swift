import GRPC
import HTTP2
import Scenarios
import Statistics
import Testing
import Timing

extension LoopbackTests {
  /// Servers whose windows are smaller than a request, and answers that do not wait for it.
  @Suite(.serialized) struct EarlyAnswerTests {
    private func plan() throws -> Plan {
      var plan = try Plan.short(streams: 10, milliseconds: 100).arriving(at: "1000")
      plan.calls[0].request.name = String(repeating: "a", count: 1_000)
      return plan
    }

    private func script(_ answer: @escaping @Sendable (Int) -> [Script.Step]) -> Script {
      var script = Script(answer)
      script.settings.initialWindowSize = 100
      return script
    }

    @Test func `a request larger than the window goes out piece by piece`() throws {
      let server = try ScriptedServer(script { _ in Script.ok })
      let recording = try plan().play(against: server.address)
      #expect(try server.stop().requests == 100)
      #expect(recording.statusCounts == [0: 100])
      #expect(recording.traffic.messagesSent <= 100)
    }

    @Test func `a refusal before the request's end is the answer, and the rest is not sent`()
      throws
    {
      var script = script { _ in [.trailersOnly("16")] }
      script.isHasty = true
      let server = try ScriptedServer(script)
      let recording = try plan().play(against: server.address)
      let witness = try server.stop()
      #expect(recording.statusCounts == [16: 100])
      #expect(witness.resets == [.noError: 100])
      #expect(recording.connections.lost == 0)
    }

    @Test func `trailers followed by RST_STREAM NO_ERROR are the trailers' status`() throws {
      var script = script { _ in Script.ok + [.reset(.noError)] }
      script.isHasty = true
      let server = try ScriptedServer(script)
      let recording = try plan().play(against: server.address)
      #expect(try server.stop().requests == 100)
      #expect(recording.statusCounts == [0: 100])
    }

    @Test func `windows that open after the last byte send nothing twice`() throws {
      // An empty SETTINGS frame says that everything may have changed.
      let server = try ScriptedServer(
        script { _ in [.connectionFrame(type: 4, flags: 0, [])] + Script.ok }
      )
      let recording = try plan().play(against: server.address)
      #expect(try server.stop().requests == 100)
      #expect(recording.statusCounts == [0: 100])
    }

    @Test func `calls that a window holds back for good end at their deadline`() throws {
      var script = script { _ in Script.ok }
      script.settings.initialWindowSize = 0
      let server = try ScriptedServer(script)
      var plan = try plan()
      plan.calls[0].deadline = .milliseconds(100)
      let recording = try plan.play(against: server.address)
      // Most arrivals find no stream: their deadline passes while they wait.
      #expect(try server.stop().requests == 0)
      #expect(recording.statusCounts == [4: 100])
      #expect(recording.isWhole)
    }
  }
}
