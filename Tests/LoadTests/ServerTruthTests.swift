import GRPC
import HTTP2
import ReferenceServer
import Scenarios
import Statistics
import Testing
import Timing
import Transport

@testable import Load
@testable import Results

extension LoopbackTests {
  /// What the server counts beside what the client does, in whole runs.
  @Suite(.serialized) struct ServerTruthTests {
    private func outcome(
      _ plan: Plan,
      threads: Int = 1,
      _ settings: [Setting: String] = [:]
    ) throws -> LoadOutcome {
      var options = ServerOptions()
      options.threads = threads
      options.laboratory = try LaboratoryOptions(
        settings.mapValues { [Entry($0, subject: "test")] }
      )
      let server = try ReferenceServer(at: try loopback(), options: options)
      let outcome = try play(plan, server.address)
      _ = try server.finish()
      return outcome
    }

    private func play(_ plan: Plan, _ address: SocketAddress) throws -> LoadOutcome {
      try LoadGenerator(
        plan,
        addresses: [address],
        authority: "localhost",
        serverProcess: nil
      ).run { _ in }
    }

    private func plan(_ yaml: String) throws -> Plan {
      try Scenario(name: "test", yaml: yaml + "\nwarmup: 50ms\nduration: 200ms").plan()
    }

    @Test(
      arguments: [
        "streams: 20", "{connections: 4, threads: 2, streams: 5}", "rate: 1000",
        "{method: greet.Greeter/SayHelloServerStream, streams: 5}",
        "{method: greet.Greeter/SayHelloClientStream, streams: 5}",
        "{method: greet.Greeter/SayHelloBidi, streams: 5, request: {size: 10KiB}}",
        "{streams: 9, request: {name: \"\"}, calls: [{}, {method: grpc.health.v1.Health/Check}]}",
      ],
      [1, 2]
    )
    func `a run that drains has the server's numbers exactly`(yaml: String, threads: Int) throws {
      let lines = yaml.trimmingPrefix("{").replacing(/\}$/, with: "")
      let plan =
        yaml.hasPrefix("{")
        ? try Scenario(name: "test", yaml: "{\(lines), warmup: 50ms, duration: 200ms}").plan()
        : try self.plan(yaml)
      let outcome = try outcome(plan, threads: threads)
      let counters = try #require(outcome.counters)
      let whole = outcome.recording.wholeRun
      #expect(whole.ok == whole.all && whole.all > outcome.recording.started)
      #expect(counters.calls.allSatisfy { $0.status == "OK" })
      #expect(counters.calls.reduce(0) { $0 + $1.count } == whole.all)
      let calls = zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) }
      #expect(ServerCheck(counters: counters, calls: calls).disagreement() == nil)
      // Those of the load stood when the counters were first read.
      #expect(counters.connectionsOpened == 0)
      #expect(outcome.lostCounters == nil)
    }

    @Test(
      arguments: [
        [.serverFail: "ABORTED 10%"], [.serverReset: "CANCEL every 7"],
        [.serverDrop: "every 40"], [.serverGoAway: "every 30"], [.serverDelay: "exponential 5ms"],
        [.serverFail: "no status every 3 after head"], [.serverLimitRate: "500"],
      ] as [[Setting: String]],
      ["streams: 20\ndeadline: 20ms", "rate: 1000\nconnections: 2"]
    )
    func `a run with faults agrees with the server all the same`(
      settings: [Setting: String],
      yaml: String
    ) throws {
      let plan = try plan(yaml + "\ndrain: 100ms")
      let outcome = try outcome(plan, settings)
      let counters = try #require(outcome.counters)
      let calls = zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) }
      let reason = ServerCheck(counters: counters, calls: calls).disagreement()
      #expect(reason == nil, "\(counters.calls), \(outcome.recording.wholeRun)")
    }

    @Test(arguments: ["streams: 20", "rate: 1000\nconnections: 4"], ["protobuf", "json"])
    func `a run over HTTP/1.1 has the server's numbers exactly`(
      yaml: String,
      encoding: String
    ) throws {
      let plan = try plan("protocol: http1\nencoding: \(encoding)\n\(yaml)")
      let outcome = try outcome(plan, threads: 2)
      let counters = try #require(outcome.counters)
      let whole = outcome.recording.wholeRun
      #expect(whole.ok == whole.all && whole.all > outcome.recording.started)
      #expect(counters.calls.map(\.status) == ["OK"])
      #expect(counters.calls.map(\.count) == [whole.all])
      let calls = zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) }
      #expect(ServerCheck(counters: counters, calls: calls).disagreement() == nil)
      #expect(outcome.lostCounters == nil)
      // A connection stands as soon as the kernel has it, perhaps before its thread has seen it.
      #expect(counters.connectionsOpened <= UInt64(plan.connections))
    }

    @Test(
      arguments: [
        [.serverFail: "ABORTED 10%"], [.serverReset: "CANCEL every 7"],
        [.serverDrop: "every 40"], [.serverGoAway: "every 30"], [.serverDelay: "exponential 5ms"],
        [.serverFail: "no status every 3"], [.serverTrickle: "10 every 1ms"],
      ] as [[Setting: String]]
    )
    func `a run over HTTP/1.1 with faults agrees with the server all the same`(
      settings: [Setting: String]
    ) throws {
      let plan = try plan("protocol: http1\nstreams: 20\ndeadline: 20ms\ndrain: 100ms")
      let outcome = try outcome(plan, settings)
      let counters = try #require(outcome.counters)
      let calls = zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) }
      let reason = ServerCheck(counters: counters, calls: calls).disagreement()
      #expect(reason == nil, "\(counters.calls), \(outcome.recording.wholeRun)")
    }

    @Test func `another client's calls are noticed`() throws {
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let address = server.address
      let plan = try plan("rate: 200")
      let other = try LoopThread {
        var short = Plan.short(streams: 3, milliseconds: 100)
        short.name = "other"
        return Result { try self.play(short, address).recording.okCalls }
      }
      let outcome = try play(plan, address)
      let others = try other.join().get()
      _ = try server.finish()
      // It may have been done before the run looked for the first time.
      let counters = try #require(outcome.counters)
      let calls = zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) }
      let seen = counters.calls.reduce(0) { $0 + $1.count } - outcome.recording.wholeRun.all
      let reason = ServerCheck(counters: counters, calls: calls).disagreement()
      #expect((reason != nil) == (seen > 0), "\(others) of the other, \(seen) seen")
    }

    @Test func `counters that are offered and not given are lost`() throws {
      var script = Script { _ in [.trailersOnly("12")] }
      script.settings.counters = 1
      let server = try ScriptedServer(script)
      let outcome = try play(Plan.short(streams: 2), server.address)
      #expect(outcome.counters == nil && outcome.lostCounters == .before)
      #expect(outcome.recording.isWhole)
      #expect(try server.stop().connections > 1)
    }

    @Test func `counters of a server that has ended, or is another now, are lost`() throws {
      let first = try ReferenceServer(at: try loopback(), options: ServerOptions())
      let places = [Destination(addresses: [first.address], authority: "localhost")]
      let truth = ServerTruth(places, .certain)
      let same = truth.after()
      #expect(same.counters?.calls.isEmpty == true && same.loss == nil)
      _ = try first.finish()
      let none = truth.after()
      #expect(none.counters == nil && none.loss == .after)
      let second = try ReferenceServer(at: first.address, options: ServerOptions())
      let another = truth.after()
      #expect(another.counters == nil && another.loss == .after)
      _ = try second.finish()
    }

    @Test func `a server that does not offer counters is not asked`() throws {
      let server = try ScriptedServer(Script { _ in Script.ok })
      let outcome = try play(Plan.short(streams: 2), server.address)
      #expect(outcome.counters == nil && outcome.lostCounters == nil)
      #expect(outcome.recording.okCalls > 0)
      #expect(try server.stop().connections == 1)
    }

    @Test func `a server of HTTP/1.1 alone is asked nothing`() throws {
      let server = try TextServer { _ in
        [
          .text(
            "HTTP/1.1 200 OK\r\ncontent-type: application/proto\r\ncontent-length: 0\r\n\r\n"
          )
        ]
      }
      var plan = Plan.short(connections: 2)
      plan.protocol = .http1
      let outcome = try play(plan, server.address)
      #expect(outcome.counters == nil && outcome.lostCounters == nil)
      #expect(outcome.recording.okCalls > 0)
      let witness = try server.stop()
      #expect(witness.connections == 2 && witness.looks == 1)
      #expect(witness.heads.allSatisfy { $0.first == "POST /greet.Greeter/SayHello" })
    }
  }
}
