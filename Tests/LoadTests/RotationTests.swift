import Load
import ReferenceServer
import Scenarios
import Statistics
import Synchronization
import Testing
import Timing
import Transport

extension LoopbackTests {
  /// Connections that make way for new ones, by the client's will and by the server's.
  @Suite(.serialized) struct RotationTests {
    private func serve(
      _ options: ServerOptions = ServerOptions(),
      _ body: (SocketAddress) throws -> Recording
    ) throws -> (recording: Recording, tally: ServerTally) {
      let server = try ReferenceServer(at: try loopback(), options: options)
      let recording = try body(server.address)
      return (recording, try server.finish())
    }

    /// Both ends agree on every call.
    private func expectNoneLost(
      _ run: (recording: Recording, tally: ServerTally),
      at location: SourceLocation = #_sourceLocation
    ) {
      let ok = Int(run.recording.okCalls)
      #expect(run.recording.isWhole, sourceLocation: location)
      #expect(run.recording.statusCounts == [0: ok], sourceLocation: location)
      #expect(run.recording.unfinishedCalls == 0, sourceLocation: location)
      // Callers of a closed loop may start a last call behind the window, which is counted apart.
      let outside = Int(run.recording.outside.all)
      #expect(run.tally.calls == ok + outside, sourceLocation: location)
      #expect(
        run.tally.connectionsOpened >= Int(run.recording.connections.opened),
        sourceLocation: location
      )
    }

    @Test(arguments: [1, 7, 100], [false, true])
    func `a connection starts so many calls and no more`(count: Int, isOpenLoop: Bool) throws {
      let closed = Plan.short(connections: 2, streams: 5, milliseconds: 300)
        .connecting { $0.callsPerConnection = count }
      let plan = isOpenLoop ? try closed.arriving(at: "500") : closed
      let run = try serve { try plan.play(against: $0) }
      expectNoneLost(run)
      let connections = run.recording.connections
      let used = connections.ends(.callsPerConnection)
      // Each that was used up has carried just so many; two serve at the end.
      #expect(Int(used) * count <= run.tally.calls)
      #expect(run.tally.calls <= (Int(used) + 2) * count)
      #expect(connections.lost == 0 && connections.goaways == 0)
      if isOpenLoop { #expect(run.recording.started == 150) }
    }

    @Test(arguments: [false, true])
    func `identifiers of streams run out and no call is lost`(isOpenLoop: Bool) throws {
      let closed = Plan.short(connections: 2, streams: 5, milliseconds: 300)
      let plan = isOpenLoop ? try closed.arriving(at: "1000") : closed
      // Twenty streams at most.
      let run = try serve { try plan.play(against: $0, lastStreamID: 39) }
      expectNoneLost(run)
      let connections = run.recording.connections
      #expect(connections.ends(.streamIDs) > 0)
      #expect(Int(connections.opened) * 20 >= run.tally.calls)
    }

    private func laboratory(_ settings: [Setting: String]) throws -> ServerOptions {
      var options = ServerOptions()
      options.laboratory = try LaboratoryOptions(
        settings.mapValues { [Entry($0, subject: "test")] }
      )
      return options
    }

    @Test func `callers whose connection is lost while it makes way call again`() throws {
      // Each call has time to see its successor stand; the fifth is lost with a connection that
      // serves nobody else.
      let options = try laboratory([.serverDelay: "20ms", .serverDrop: "every 5"])
      let plan = Plan.short(milliseconds: 600).connecting { $0.callsPerConnection = 1 }
      let run = try serve(options) { try plan.play(against: $0) }
      #expect(run.recording.isWhole)
      #expect(run.recording.connections.lost > 0)
      #expect(run.recording.started > 8, "\(run.recording.started) calls")
    }

    @Test func `calls that go once more do so where the others of their lane go`() throws {
      let options = try laboratory([
        .serverDelay: "50ms", .serverReset: "REFUSED_STREAM every 2",
      ])
      let plan = Plan.short(milliseconds: 1_500)
        .connecting { ($0.maxAge, $0.replays) = (.milliseconds(70), true) }
      let run = try serve(options) { try plan.play(against: $0) }
      #expect(run.recording.isWhole && run.recording.unfinishedCalls == 0)
      let replayed = run.recording.connections.replayed
      #expect(replayed > 0)
      // One caller, of whom each call takes 50 ms and more.
      #expect(run.tally.calls <= 33, "\(run.tally.calls) calls, \(replayed) replayed")
    }

    @Test func `a connection of a certain age makes way, and the schedule goes on`() throws {
      let plan = try Plan.short(connections: 3, milliseconds: 500).arriving(at: "500")
        .connecting { $0.maxAge = .milliseconds(60) }
      let run = try serve { try plan.play(against: $0) }
      expectNoneLost(run)
      #expect(run.recording.started == 250)
      #expect(run.recording.connections.ends(.maxAge) >= 6)
    }

    @Test func `idle connections make way one after the other`() throws {
      let plan = try Plan.short(connections: 2, milliseconds: 500).arriving(at: "2")
        .connecting { $0.maxIdle = .milliseconds(50) }
      let run = try serve { try plan.play(against: $0) }
      expectNoneLost(run)
      #expect(run.recording.connections.ends(.maxIdle) >= 6)
    }

    @Test(arguments: [false, true])
    func `new connections come at their rate and the oldest go`(isOpenLoop: Bool) throws {
      let closed = Plan.short(connections: 4, streams: 5, milliseconds: 500)
        .connecting { $0.newConnections = try? Rate(text: "100") }
      let plan = isOpenLoop ? try closed.arriving(at: "1000") : closed
      let run = try serve { try plan.play(against: $0) }
      expectNoneLost(run)
      let connections = run.recording.connections
      // 50 are due; a busy machine may be behind with the last ones.
      #expect((30...50).contains(connections.ends(.newConnections)))
      #expect(connections.standing.count == connections.opened)
      #expect(connections.connects.count >= connections.opened)
    }

    @Test func `a closed loop never has more calls in flight than callers`() throws {
      var options = ServerOptions()
      try options.laboratory.conditions.set(.delay, "20ms")
      let plan = Plan.short(connections: 2, streams: 4, milliseconds: 400)
        .connecting { $0.maxAge = .milliseconds(50) }
      let run = try serve(options) { try plan.play(against: $0) }
      expectNoneLost(run)
      #expect(run.recording.connections.ends(.maxAge) >= 4)
      // Eight callers, each with a call of 20 ms and more.
      #expect(run.tally.calls <= 8 * (400 / 20 + 1))
    }

    @Test(arguments: [false, true])
    func `a server that sends old connections away in good manners costs no call`(
      isOpenLoop: Bool
    ) throws {
      var options = ServerOptions()
      options.connections.maxAge = .milliseconds(60)
      let closed = Plan.short(connections: 3, streams: 5, milliseconds: 500)
      let plan = isOpenLoop ? try closed.arriving(at: "500") : closed
      let run = try serve(options) { try plan.play(against: $0) }
      expectNoneLost(run)
      #expect(run.recording.connections.goaways >= 6)
      #expect(run.recording.connections.ends(.goAway) >= 6)
    }

    @Test func `calls that outlive the grace of an old connection are cut`() throws {
      var options = ServerOptions()
      options.connections.maxAge = .milliseconds(60)
      options.connections.maxAgeGrace = .milliseconds(40)
      try options.laboratory.conditions.set(.delay, "5s")
      let plan = try Plan.short(connections: 1, streams: 50, milliseconds: 200)
        .arriving(at: "100")
      let run = try serve(options) { try plan.play(against: $0) }
      #expect(run.recording.isWhole)
      #expect(run.recording.statusCounts == [14: 20])
      #expect(run.recording.connections.lost > 0)
    }

    @Test func `a server that is told too much is left in peace`() throws {
      let plan = Plan.short(milliseconds: 600).connecting {
        $0.keepaliveTime = .milliseconds(20)
        $0.keepaliveWithoutCalls = true
      }
      let notes = Mutex<[String]>([])
      let open = try plan.arriving(at: "2")
      let run = try serve { address in
        try open.play(against: address) { progress in
          notes.withLock { $0 += progress.notes }
        }
      }
      #expect(run.recording.isWhole)
      let connections = run.recording.connections
      // After three strikes the pace is halved: 20, 40, 80 ms.
      #expect(connections.tooManyPings >= 2)
      #expect(connections.pings >= 4 * connections.tooManyPings)
      #expect(connections.goaways == connections.tooManyPings)
      let told = notes.withLock { $0 }
      #expect(told.first?.contains("keepalive_time is 40 ms from now on") == true, "\(told)")
    }
  }
}
