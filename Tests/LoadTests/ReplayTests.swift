import HTTP2
import Load
import Scenarios
import Statistics
import Testing
import Timing
import Transport

extension LoopbackTests {
  /// Calls that a server has surely not taken.
  @Suite(.serialized) struct ReplayTests {
    @Test(arguments: [false, true])
    func `a refused call goes once more if it may, and keeps its intended start`(
      isOpenLoop: Bool
    ) throws {
      let server = try ScriptedServer(
        Script { $0 % 10 == 3 ? [.reset(.refusedStream)] : Script.ok }
      )
      let closed = Plan.short(milliseconds: 300).connecting { $0.replays = true }
      let plan = isOpenLoop ? try closed.arriving(at: "200") : closed
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.statusCounts == [0: Int(recording.started)])
      let replayed = Int(recording.connections.replayed)
      #expect(replayed > 0)
      let late = isOpenLoop ? 0 : 2
      let sent = Int(recording.started) + replayed
      #expect((sent - late...sent + late).contains(witness.requests))
      if isOpenLoop { #expect(recording.started == 60) }
    }

    @Test func `a call is sent twice at most`() throws {
      let server = try ScriptedServer(Script { _ in [.reset(.refusedStream)] })
      let plan = try Plan.short(milliseconds: 200).arriving(at: "100")
        .connecting { $0.replays = true }
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.statusCounts == [14: 20])
      #expect(recording.connections.replayed == 20)
      #expect(witness.requests == 40)
    }

    @Test func `by itself nothing is sent twice`() throws {
      let server = try ScriptedServer(
        Script { $0 % 2 == 0 ? [.reset(.refusedStream)] : Script.ok }
      )
      let recording = try Plan.short(milliseconds: 200).arriving(at: "100")
        .play(against: server.address)
      #expect(try server.stop().requests == 20)
      #expect(recording.statusCounts == [0: 10, 14: 10])
      #expect(recording.connections.replayed == 0)
    }

    @Test func `calls above the last one of a GOAWAY go to the next connection`() throws {
      // Each connection answers ten calls in its own time, then goes with nothing but the frame.
      let server = try ScriptedServer(
        Script { $0 == 9 ? Script.ok + [.goAway(.noError)] : $0 < 9 ? Script.ok : [] }
      )
      let plan = try Plan.short(streams: 50, milliseconds: 300).arriving(at: "500")
        .connecting { $0.replays = true }
      let recording = try plan.play(against: server.address)
      _ = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.started == 150)
      #expect(recording.unfinishedCalls == 0)
      #expect(recording.okCalls + recording.statuses[14] == 150)
      #expect(recording.connections.goaways >= 10)
    }

    @Test func `what the server may have taken is not sent again`() throws {
      let server = try ScriptedServer(Script { $0 == 20 ? [.close] : Script.ok })
      let plan = try Plan.short(milliseconds: 200).arriving(at: "200")
        .connecting { $0.replays = true }
      let recording = try plan.play(against: server.address)
      _ = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.statuses[14] > 0)
    }
  }
}
