import GRPC
import HTTP2
import Scenarios
import Statistics
import Testing
import Timing
import Transport

extension LoopbackTests {
  /// Servers that send their clients away, in good manners or without.
  @Suite(.serialized) struct DepartureTests {
    @Test func `GOAWAY moves the schedule to new connections and loses no call`() throws {
      let server = try ScriptedServer(
        Script { $0 % 10 == 9 ? Script.ok + [.goAway(.noError)] : Script.ok }
      )
      let recording = try Plan.short(streams: 20, milliseconds: 300).arriving(at: "1000")
        .play(against: server.address)
      let witness = try server.stop()
      #expect(recording.started == 300)
      #expect(recording.isWhole)
      #expect(recording.unfinishedCalls == 0)
      // A call that crossed the GOAWAY was not taken: UNAVAILABLE, whether the server saw it or
      // not.
      #expect(recording.okCalls + recording.statuses[14] == 300)
      // Nine are answered, twenty more are on their way, and of those one is answered: a connection
      // that ends takes 29 calls at most and answers ten. There are at least ten such connections.
      #expect(recording.okCalls >= 100)
      #expect(recording.connections.goaways >= 10)
      #expect(recording.connections.lost == 0)
      #expect(recording.connections.reconnects + 1 == recording.connections.opened)
      let connections = recording.connections
      #expect(witness.connections == Int(connections.opened + connections.unfinishedAttempts))
    }

    @Test func `an attempt that the end of the run cuts off is counted as such`() throws {
      var script = Script { $0 == 2 ? Script.ok + [.goAway(.noError), .close] : Script.ok }
      script.mostGreeted = 1
      let server = try ScriptedServer(script)
      // The last call is answered 200 ms before the end.
      let recording = try Plan.short(milliseconds: 600).arriving(at: "5")
        .play(against: server.address)
      #expect(try server.stop().connections == 2)
      #expect(recording.statusCounts == [0: 3] && recording.isWhole)
      #expect(recording.connections.attempts == 2)
      #expect(recording.connections.opened == 1)
      #expect(recording.connections.unfinishedAttempts == 1)
    }

    @Test func `a server that hangs up behind its GOAWAY has lost nothing and is asked at once`()
      throws
    {
      let server = try ScriptedServer(
        Script { $0 == 9 ? Script.ok + [.goAway(.noError), .close] : Script.ok }
      )
      let recording = try Plan.short(streams: 1, milliseconds: 200).play(against: server.address)
      _ = try server.stop()
      #expect(recording.isWhole && recording.failedCalls == 0)
      #expect(recording.connections.lost == 0)
      // A pause between attempts is longer than the run.
      #expect(recording.connections.opened >= 3)
      #expect(recording.connections.goaways + 1 >= recording.connections.opened)
    }

    @Test func `a call left behind by GOAWAY does not hold up the schedule`() throws {
      let server = try ScriptedServer(
        Script { number in
          switch number {
          case 0: []
          case 5: Script.ok + [.goAway(.noError)]
          default: Script.ok
          }
        }
      )
      // Each connection leaves its first call unanswered and goes after its sixth.
      var plan = try Plan.short(streams: 50, milliseconds: 100).arriving(at: "60")
      plan.calls[0].deadline = .milliseconds(900)
      let recording = try plan.play(against: server.address)
      _ = try server.stop()
      #expect(recording.started == 6)
      #expect(recording.statusCounts == [0: 5, 4: 1])

      let longer = try longRun()
      #expect(longer.isWhole)
      #expect(longer.started == 60)
      // Had they waited for the unanswered call, half of them would have taken its deadline.
      #expect(longer.response.quantile(0.5) < .milliseconds(400))
    }

    private func longRun() throws -> Recording {
      let server = try ScriptedServer(
        Script { $0 == 0 ? [] : $0 == 20 ? Script.ok + [.goAway(.noError)] : Script.ok }
      )
      var plan = try Plan.short(streams: 50, milliseconds: 300).arriving(at: "200")
      plan.calls[0].deadline = .milliseconds(1_500)
      let recording = try plan.play(against: server.address)
      _ = try server.stop()
      return recording
    }

    @Test func `a server that sends everyone away at once is not stormed`() throws {
      var script = Script { _ in Script.ok }
      script.greeting = [.goAway(.enhanceYourCalm)]
      let server = try ScriptedServer(script)
      var plan = try Plan.short(milliseconds: 200).arriving(at: "100")
      plan.calls[0].deadline = .milliseconds(100)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.started == 20)
      #expect(recording.okCalls == 0)
      #expect(recording.isWhole)
      // One connection each 40 ms and more, in a run of 300 ms.
      #expect(witness.connections <= 12)
    }

    @Test func `callers of a closed loop wait for a stream until their deadline`() throws {
      var script = Script { _ in Script.ok }
      script.settings.maxConcurrentStreams = 0
      let server = try ScriptedServer(script)
      var plan = Plan.short(streams: 3, milliseconds: 450)
      plan.calls[0].deadline = .milliseconds(100)
      let recording = try plan.play(against: server.address)
      #expect(try server.stop().requests == 0)
      #expect(recording.isWhole && recording.unfinishedCalls == 0)
      // Five deadlines begin in the window; a busy machine may begin some of them late.
      #expect((3...15).contains(recording.started))
      #expect(recording.statusCounts == [4: Int(recording.started)])
      // They end at the deadline, whenever that is noticed.
      #expect(recording.response.quantile(1) < .milliseconds(101))
    }

    @Test func `a server that sends everyone away when it is called is not stormed`() throws {
      // GOAWAY that admits no stream.
      let farewell = Script.Step.connectionFrame(type: 7, flags: 0, [UInt8](repeating: 0, count: 8))
      let server = try ScriptedServer(Script { _ in [farewell] })
      let plan = Plan.short(streams: 4, milliseconds: 300)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole && recording.okCalls == 0)
      // One connection each 40 ms and more, in a run of 300 ms.
      #expect((2...12).contains(witness.connections), "\(witness.connections)")
    }

    @Test(arguments: [false, true])
    func `a server that closes the connection fails its calls and is found again`(
      isOpenLoop: Bool
    ) throws {
      let server = try ScriptedServer(Script { $0 == 50 ? [.close] : Script.ok })
      let closed = Plan.short(connections: 2, streams: 10, milliseconds: 400)
      let plan = isOpenLoop ? try closed.arriving(at: "1000") : closed
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      #expect(recording.isWhole)
      #expect(recording.unfinishedCalls == 0)
      #expect(recording.okCalls + recording.statuses[14] == recording.started)
      #expect(recording.statuses[14] > 0)
      #expect(recording.connections.lost > 1)
      #expect(recording.connections.reconnects > 1)
      let connections = recording.connections
      #expect(witness.connections == Int(connections.opened + connections.unfinishedAttempts))
      if isOpenLoop { #expect(recording.started == 400) }
    }

    @Test func `calls of a closed loop fail with their connection, and no others`() throws {
      let server = try ScriptedServer(Script { _ in [.close] })
      let recording = try Plan.short(milliseconds: 300).play(against: server.address)
      let witness = try server.stop()
      // A call that was due as the window closed may have started behind it.
      #expect(Array(recording.statusCounts.keys) == [14])
      #expect((witness.requests - 1...witness.requests).contains(recording.statusCounts[14] ?? 0))
      #expect(recording.connections.lost == UInt64(witness.requests))
    }

    @Test func `the end of a connection is noticed behind its last bytes`() throws {
      // A WINDOW_UPDATE, which asks for no answer: nothing that we send would find the end.
      let server = try ScriptedServer(
        Script { _ in [.connectionFrame(type: 8, flags: 0, [0, 0, 0, 1]), .close] }
      )
      let recording = try Plan.short(milliseconds: 300).play(against: server.address)
      let witness = try server.stop()
      #expect(recording.unfinishedCalls == 0)
      #expect(recording.statusCounts == [14: witness.requests])
    }

    @Test func `a server that dies leaves the rest of the schedule UNAVAILABLE`() throws {
      let server = try ScriptedServer(Script { $0 == 100 ? [.die] : Script.ok })
      let recording = try Plan.short(streams: 10, milliseconds: 300).arriving(at: "1000")
        .play(against: server.address)
      #expect(try server.stop().requests == 101)
      #expect(recording.started == 300)
      #expect(recording.statusCounts == [0: 100, 14: 200])
      #expect(recording.failures.entries.contains { $0.message.contains("connection refused") })
    }

    @Test func `a server that breaks HTTP/2 is told why, and its calls fail`() throws {
      // PUSH_PROMISE, which every client of ours forbids.
      let server = try ScriptedServer(
        Script { $0 == 20 ? [.frame(type: 5, flags: 4, [0, 0, 0, 2, 0x88])] : Script.ok }
      )
      let recording = try Plan.short(streams: 10, milliseconds: 300).arriving(at: "500")
        .play(against: server.address)
      let witness = try server.stop()
      #expect(recording.started == 150)
      #expect(recording.okCalls + recording.statuses[14] == 150)
      #expect(recording.failures.entries.contains { $0.message.contains("PUSH_PROMISE") })
      // The run itself ends with a friendly GOAWAY.
      #expect(witness.farewells.contains(.protocolError))
      #expect(witness.farewells.allSatisfy { $0 == .protocolError || $0 == .noError })
    }
  }
}
