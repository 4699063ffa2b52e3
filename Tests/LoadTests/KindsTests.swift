import HTTP2
import Scenarios
import Statistics
import Synchronization
import Testing
import Timing
import Transport

@testable import Load

extension LoopbackTests {
  /// Several kinds of call in one run, and runs that end in the middle of streams.
  @Suite(.serialized) struct KindsTests {
    /// Unary calls and ping-pong; a scripted server tells them by their field.
    private func plan(_ load: LoadModel) -> Plan {
      var plan = Plan.short(connections: 2, streams: 5, milliseconds: 200)
      plan.load = load
      plan.calls[0].weight = 3
      plan.calls[0].messages.received = 1
      var call = PlannedCall()
      (call.name, call.kind) = ("ping-pong", .bidirectional)
      (call.messages.sent, call.messages.received) = (4, 4)
      call.messages.turns = .alternating
      call.request.metadata = [.init(name: "x-call", value: "{call}")]
      plan.calls.append(call)
      return plan
    }

    private func play(_ plan: Plan, _ script: Script) throws -> (LoadOutcome, Witness) {
      let server = try ScriptedServer(script)
      let generator = try LoadGenerator(
        plan,
        addresses: [server.address],
        authority: "localhost",
        serverProcess: nil
      )
      let outcome = try generator.run { _ in }
      let witness = try server.stop()
      #expect(outcome.recording.isWhole)
      #expect(outcome.kinds.allSatisfy { $0.isWhole })
      #expect(outcome.kinds.reduce(0) { $0 + $1.started } == outcome.recording.started)
      #expect(outcome.recording.phases?.total == outcome.recording.responseSum)
      return (outcome, witness)
    }

    private func expectKinds(_ run: (LoadOutcome, Witness), callers: Int) {
      let (outcome, witness) = run
      #expect(outcome.kinds.allSatisfy { $0.statusCounts == [0: Int($0.okCalls)] })
      #expect(outcome.kinds[0].okCalls > outcome.kinds[1].okCalls)
      #expect(outcome.kinds[1].okCalls > 3)
      #expect(outcome.kinds[0].streams.roundTrip.count == 0)
      #expect(outcome.kinds[1].streams.roundTrip.count >= outcome.kinds[1].okCalls)
      let ok = Int(outcome.recording.okCalls)
      #expect((ok...ok + callers).contains(witness.streams.count))
      let numbers = witness.streams.flatMap(\.fields)
      #expect(Set(numbers).count == numbers.count)
      let many = witness.streams.filter { !$0.fields.isEmpty }
      #expect(many.allSatisfy { $0.messages == 4 })
    }

    @Test func `a closed loop mixes kinds`() throws {
      expectKinds(try play(plan(.closed), .playing(.echo)), callers: 10)
    }

    @Test func `callers of several kinds wait for a stream each with its own call`() throws {
      var script = Script.playing(.echo)
      script.settings.maxConcurrentStreams = 2
      let run = try play(plan(.closed), script)
      expectKinds(run, callers: 10)
      #expect(run.0.kinds.allSatisfy { $0.slotWait.count > 0 })
    }

    @Test func `arrivals of several kinds keep their instants beyond the stream limit`() throws {
      var script = Script.playing(.echo)
      script.settings.maxConcurrentStreams = 1
      let load = LoadModel.open(rate: try Rate(text: "1000"), arrivals: .poisson)
      let run = try play(plan(load), script)
      expectKinds(run, callers: 0)
      #expect(run.0.recording.response.max >= run.0.recording.service.max)
    }

    @Test func `the end of the run ends endless streams, and their phases count`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 10_000_000, received: nil, rate: "50")
      plan.calls[0].deadline = nil
      plan.drain = .milliseconds(100)
      let begin = EventLoop.now()
      let (outcome, witness) = try play(plan, .playing(.echo))
      #expect(EventLoop.now() - begin < .seconds(5))
      #expect(outcome.recording.unfinishedCalls == 5)
      #expect(outcome.recording.okCalls == 0 && outcome.recording.failedCalls == 0)
      #expect(outcome.recording.response.count == 5)
      #expect(witness.streams.allSatisfy { $0.messages > 0 && !$0.hasEnded })
      #expect(outcome.recording.traffic.messagesSent > 0)
    }

    @Test func `a stop in the middle of streams counts them with their phases`() throws {
      var plan = try Plan.streaming(.bidirectional, sent: 1_000_000, received: nil, rate: "1000")
      plan.duration = .seconds(60)
      plan.calls[0].messages.rate = try Rate(text: "1000")
      plan.calls[0].deadline = nil
      let server = try ScriptedServer(.playing(.echo))
      let share = WorkerShare(
        plan: plan,
        templates: try CallTemplate.all(plan, authority: "localhost"),
        addresses: [server.address],
        worker: 0,
        spin: .zero
      )
      let (signals, alarm) = (RunSignals(), try Alarm())
      let thread = try LoopThread { Self.run(share, signals, alarm) }
      while signals.settled.load(ordering: .relaxed) < plan.connections { pause() }
      signals.start.store(EventLoop.now().nanoseconds, ordering: .releasing)
      alarm.ring()
      for _ in 0..<200 { pause() }
      signals.stops.store(true, ordering: .relaxed)
      alarm.ring()
      let outcome = try thread.join().get()
      let recording = outcome.recordings[0]
      #expect(try server.stop().streams.contains { $0.messages > 0 })
      #expect(recording.started > 0)
      #expect(recording.unfinishedCalls == recording.started)
      #expect(recording.phases?.total == recording.responseSum)
    }

    private static func run(
      _ share: WorkerShare,
      _ signals: RunSignals,
      _ alarm: Alarm
    ) -> Result<WorkerOutcome, SystemError> {
      do throws(SystemError) {
        let worker = try Worker(share, signals, alarm)
        return .success(worker.run())
      } catch {
        return .failure(error)
      }
    }
  }
}
