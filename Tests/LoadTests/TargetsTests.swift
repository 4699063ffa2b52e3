import HTTP2
import Load
import ReferenceServer
import Scenarios
import Statistics
import Testing
import Timing
import Transport

extension LoopbackTests {
  /// Loads on several servers, or on one that has several addresses.
  @Suite(.serialized) struct TargetsTests {
    /// Where nobody listens any more.
    private func deadAddress() throws -> SocketAddress {
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let address = server.address
      _ = try server.stop()
      return address
    }

    private func play(_ plan: Plan, _ addresses: [[SocketAddress]]) throws -> LoadOutcome {
      var plan = plan
      plan.targets = addresses.enumerated().map { number, _ in
        PlannedTarget(.endpoint(.network(host: "t\(number)", port: 1)), weight: 3 - number)
      }
      let destinations = addresses.enumerated().map { number, addresses in
        Destination(addresses: addresses, authority: "t\(number)")
      }
      return try LoadGenerator(plan, destinations, serverProcess: nil).run { _ in }
    }

    @Test(arguments: [1, 2, 5])
    func `connections and scheduled calls go to each target by its weight`(threads: Int) throws {
      let servers = try (0..<2).map { _ in
        try ReferenceServer(at: try loopback(), options: ServerOptions())
      }
      var plan = try Plan.short(connections: 10, streams: 50, milliseconds: 300)
        .arriving(at: "2000")
      plan.threads = threads
      plan.calls = [PlannedCall(), PlannedCall()]
      plan.calls[1].name = "second"
      let outcome = try play(plan, servers.map { [$0.address] })
      let answered = try servers.map { try $0.stop() }
      #expect(outcome.targets.map(\.opened) == [[6], [4]])
      let calls = outcome.targets.map { Int($0.recording.okCalls) }
      #expect(calls == answered)
      #expect(calls.reduce(0, +) == 600 && outcome.recording.okCalls == 600)
      // Connections take turns, each thread's its own.
      #expect((330...390).contains(calls[0]), "\(calls)")
      #expect(outcome.kinds.map(\.okCalls).reduce(0, +) == 600)
      #expect(outcome.kinds.allSatisfy { $0.okCalls > 200 })
      #expect(outcome.targets.allSatisfy { $0.recording.isWhole })
    }

    @Test func `slices load one target at a time, and their beginnings are not counted`() throws {
      let servers = try (0..<2).map { _ in
        try ReferenceServer(at: try loopback(), options: ServerOptions())
      }
      var plan = try Plan.short(connections: 2, streams: 100, milliseconds: 1_000)
        .arriving(at: "4000")
      plan.targets = servers.map { _ in PlannedTarget(.referenceServer) }
      let destinations = servers.map { Destination(addresses: [$0.address], authority: "t") }
      let slices = SlicePlan(seed: 3)
      let generator = try LoadGenerator(plan, destinations, serverProcess: nil, slices: slices)
      let outcome = try generator.run { _ in }
      let answered = try servers.map { try $0.stop() }
      #expect(answered.reduce(0, +) == 4_000)
      let counted = outcome.targets.map { Int($0.recording.started) }
      // Evenly spaced, every slice of 50 ms has 200 arrivals, of which 12 are in its first 3 ms.
      for side in 0..<2 {
        #expect(answered[side] == 2_000, "\(answered)")
        #expect((1_860...1_900).contains(counted[side]), "\(counted)")
        #expect(outcome.targets[side].answered <= 2_000)
        let lengths = outcome.targets[side].recording.intervals.map(\.length)
        #expect(lengths.count >= 10 && lengths.allSatisfy { $0 <= slices.pair })
      }
      #expect(outcome.recording.started == 4_000)
    }

    /// Plays 1,000 calls in a second by slices, against a server of each script.
    private func duel(
      _ scripts: [Script],
      _ change: (inout Plan) -> Void = { _ in }
    ) throws -> (outcome: LoadOutcome, witnesses: [Witness]) {
      let servers = try scripts.map { try ScriptedServer($0) }
      var plan = try Plan.short(connections: 2, streams: 100, milliseconds: 1_000)
        .arriving(at: "1000")
      plan.drain = .milliseconds(300)
      plan.targets = servers.map { _ in PlannedTarget(.referenceServer) }
      change(&plan)
      let generator = try LoadGenerator(
        plan,
        servers.map { Destination(addresses: [$0.address], authority: "t") },
        serverProcess: nil,
        slices: SlicePlan(seed: 3)
      )
      let outcome = try generator.run { _ in }
      let witnesses = try servers.map { try $0.stop() }
      // Whatever becomes of a call, its target is known.
      #expect(outcome.targets.map(\.offered) == [500, 500])
      #expect(outcome.recording.started == 1_000 && outcome.recording.isWhole)
      for target in outcome.targets {
        #expect((465...475).contains(target.recording.started))
        let ended = target.recording.okCalls + target.recording.failedCalls
        #expect(ended + target.recording.unfinishedCalls == target.recording.started)
      }
      return (outcome, witnesses)
    }

    @Test(arguments: [0, 1])
    func `a target that does not answer holds up none of the other's arrivals`(
      silent: Int
    ) throws {
      var scripts = [Script { _ in Script.ok }, Script { _ in Script.ok }]
      scripts[silent] = Script { _ in [] }
      let (outcome, witnesses) = try duel(scripts) { $0.calls[0].deadline = nil }
      // Its streams are full after a fifth of its calls; those behind them never start.
      #expect(witnesses[silent].requests == 100)
      let lost = outcome.targets[silent].recording
      #expect(lost.okCalls == 0 && lost.unfinishedCalls == lost.started)
      #expect(witnesses[1 - silent].requests == 500)
      let other = outcome.targets[1 - silent].recording
      #expect(other.okCalls == other.started)
    }

    @Test func `arrivals whose deadline passes while they wait are their target's`() throws {
      let scripts = [Script { _ in Script.ok }, Script { _ in [] }]
      let (outcome, _) = try duel(scripts) {
        $0.streams = 10
        $0.calls[0].deadline = .milliseconds(20)
      }
      let late = outcome.targets[1].recording
      #expect(late.statusCounts == [4: Int(late.started)])
      #expect(outcome.targets[0].recording.failedCalls == 0)
    }

    @Test func `a target that is gone fails its own calls at once`() throws {
      let gone = Script { $0 == 50 ? [.die] : Script.ok }
      let (outcome, _) = try duel([Script { _ in Script.ok }, gone])
      let failed = outcome.targets[1].recording
      #expect(failed.statusCounts.keys.sorted() == [0, 14])
      #expect(failed.okCalls <= 50 && failed.unfinishedCalls == 0)
      let other = outcome.targets[0].recording
      #expect(other.okCalls == other.started)
      // One of the two could not be reached for most of the time.
      #expect(outcome.outage > .milliseconds(500) && outcome.finalOutage > .milliseconds(500))
    }

    @Test func `what a target refuses goes to itself once more`() throws {
      let refusing = Script { $0 % 2 == 0 ? [.reset(.refusedStream)] : Script.ok }
      let (outcome, witnesses) = try duel([Script { _ in Script.ok }, refusing]) {
        $0.connection.replays = true
      }
      #expect(witnesses[0].requests == 500)
      let replayed = Int(outcome.recording.connections.replayed)
      #expect(replayed > 200 && witnesses[1].requests == 500 + replayed)
      #expect(outcome.targets[0].recording.failedCalls == 0)
    }

    @Test func `callers of a closed loop stay with their target`() throws {
      let servers = try (0..<2).map { _ in
        try ReferenceServer(at: try loopback(), options: ServerOptions())
      }
      let plan = Plan.short(connections: 5, streams: 2, milliseconds: 200)
      let outcome = try play(plan, servers.map { [$0.address] })
      let answered = try servers.map { try $0.stop() }
      for (target, count) in zip(outcome.targets, answered) {
        let ok = Int(target.recording.okCalls)
        #expect(ok > 0 && (ok...ok + 10).contains(count))
      }
      let sum = outcome.targets.reduce(0) { $0 + $1.recording.started }
      #expect(sum == outcome.recording.started)
    }

    @Test func `the next address is tried at once where one refuses`() throws {
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let dead = try deadAddress()
      let plan = Plan.short(connections: 6, milliseconds: 100)
      let outcome = try play(plan, [[dead, server.address, dead]])
      _ = try server.stop()
      #expect(outcome.targets[0].opened == [0, 6, 0])
      #expect(outcome.recording.okCalls > 0)
    }

    @Test func `a target without any connection is no run`() throws {
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let dead = try deadAddress()
      let plan = Plan.short(connections: 6, milliseconds: 100)
      let error = #expect(throws: LoadError.self) { try play(plan, [[server.address], [dead]]) }
      _ = try server.stop()
      #expect(error?.description.hasPrefix("no connection to t1:1: connection refused") == true)
      let refused = #expect(throws: LoadError.self) { try play(plan, [[dead, dead]]) }
      #expect(refused?.description.contains("no connection to t0:1: \(dead): ") == true)
    }
  }
}
