import Foundation
import Load
import ReferenceServer
import Scenarios
import Statistics
import Testing
import Timing
import Transport

extension LoopbackTests {
  /// Whole runs against our own server.
  @Suite(.serialized) struct LoadGeneratorTests {
    private func serve(
      _ options: ServerOptions = ServerOptions(),
      at address: SocketAddress? = nil,
      _ body: (SocketAddress) throws -> Recording
    ) throws -> (recording: Recording, answered: Int) {
      let server = try ReferenceServer(at: try address ?? loopback(), options: options)
      let recording = try body(server.address)
      return (recording, try server.stop())
    }

    /// Every answer is a success, but for those to calls that were released before the end of the
    /// measured time and left after it: at most one of each caller.
    private func expectAll(
      _ run: (recording: Recording, answered: Int),
      atOnce callers: Int,
      at location: SourceLocation = #_sourceLocation
    ) {
      let ok = Int(run.recording.okCalls)
      #expect(run.recording.statusCounts == [0: ok], sourceLocation: location)
      #expect(run.recording.isWhole, sourceLocation: location)
      #expect(run.recording.unfinishedCalls == 0, sourceLocation: location)
      #expect((ok...ok + callers).contains(run.answered), sourceLocation: location)
    }

    @Test(arguments: [(1, 1), (1, 100), (3, 7), (20, 5)])
    func `a closed loop keeps every stream of every connection busy`(
      connections: Int,
      streams: Int
    ) throws {
      let plan = Plan.short(connections: connections, streams: streams, milliseconds: 200)
      let run = try serve { try plan.play(against: $0) }
      expectAll(run, atOnce: connections * streams)
      #expect(run.recording.started >= UInt64(connections * streams))
      #expect(run.recording.connections.opened == UInt64(connections))
      // Messages count by when they are sent, calls by when they should start: the callers may be
      // on either side of the window's edges.
      let sent = run.recording.traffic.messagesSent
      #expect(sent <= run.recording.started + UInt64(connections * streams))
      #expect(run.recording.isClosedLoop)
    }

    @Test(arguments: [ArrivalProcess.constant, .poisson], [1, 2, 4])
    func `an open loop calls as often as its schedule says, on any number of threads`(
      process: ArrivalProcess,
      threads: Int
    ) throws {
      var plan = try Plan.short(connections: 4, streams: 50, milliseconds: 300)
        .arriving(at: "2000", process)
      plan.threads = threads
      plan.seed = 11
      var arrivals = Arrivals(process, rate: try Rate(text: "2000"), start: at(0), seed: 11)
      var offered = 0
      while arrivals.next() < at(300) { offered += 1 }
      let run = try serve { try plan.play(against: $0) }
      #expect(Int(run.recording.started) == offered)
      #expect(run.recording.statusCounts == [0: offered])
      #expect(run.answered == offered)
      #expect(Int(run.recording.sendLag.count) == offered)
      #expect(Int(run.recording.service.count) == offered)
    }

    @Test func `warm-up is played and not measured`() throws {
      var plan = try Plan.short(milliseconds: 100).arriving(at: "1000")
      plan.warmup = .milliseconds(100)
      let run = try serve { try plan.play(against: $0) }
      #expect(run.recording.started == 100)
      #expect(run.answered == 200)
    }

    @Test func `a server of several threads serves a load of several threads`() throws {
      var options = ServerOptions()
      options.threads = 2
      var plan = Plan.short(connections: 8, streams: 10, milliseconds: 200)
      plan.threads = 3
      let run = try serve(options) { try plan.play(against: $0) }
      expectAll(run, atOnce: 80)
      #expect(run.recording.connections.opened == 8)
    }

    @Test(arguments: CallProtocol.allCases)
    func `a unix socket carries a load as TCP does`(protocol: CallProtocol) throws {
      let path = FileManager.default.temporaryDirectory
        .appendingPathComponent("grpcbench-\(UUID().uuidString.prefix(8)).sock").path
      var plan = Plan.short(connections: 3, streams: 10, milliseconds: 200)
      plan.protocol = `protocol`
      if !plan.protocol.multiplexes { (plan.connections, plan.streams) = (30, 1) }
      let run = try serve(at: try SocketAddress(path: path)) { try plan.play(against: $0) }
      expectAll(run, atOnce: 30)
      #expect(run.recording.okCalls > 0)
      #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `callers beyond the server's stream limit wait and are never refused`() throws {
      var options = ServerOptions()
      options.maxConcurrentStreams = 5
      let plan = Plan.short(streams: 50, milliseconds: 200)
      let run = try serve(options) { try plan.play(against: $0) }
      expectAll(run, atOnce: 50)
      // 45 of 50 wait at any time, and their clocks run.
      #expect(run.recording.slotWait.count * 10 > run.recording.okCalls * 8)
      #expect(run.recording.slotWait.mean > run.recording.response.mean / 2)
    }

    @Test func `arrivals beyond the server's stream limit wait and keep their instants`() throws {
      var options = ServerOptions()
      options.maxConcurrentStreams = 1
      let plan = try Plan.short(streams: 50, milliseconds: 200).arriving(at: "5000", .poisson)
      let run = try serve(options) { try plan.play(against: $0) }
      #expect(run.recording.statusCounts == [0: run.answered])
      #expect(run.recording.slotWait.count > 0)
      #expect(run.recording.response.max >= run.recording.service.max)
    }

    @Test func `progress is told and the outcome says what the run cost`() throws {
      let plan = Plan.short(connections: 2, streams: 10, milliseconds: 300)
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let generator = try LoadGenerator(
        plan,
        addresses: [server.address],
        authority: "localhost",
        serverProcess: nil
      )
      let outcome = try generator.run { _ in }
      _ = try server.stop()
      #expect(outcome.clientUser + outcome.clientSystem > .zero)
      #expect(outcome.accounted >= .milliseconds(250))
      #expect(outcome.busyShares.count == 1)
      #expect(outcome.busyShares.allSatisfy { $0 > 0 && $0 <= 1 })
      #expect(outcome.server == nil)
      #expect(!outcome.wasInterrupted)
      #expect(outcome.recording.measured == .milliseconds(300))
    }
  }
}
