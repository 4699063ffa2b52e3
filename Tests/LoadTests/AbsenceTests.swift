import GRPC
import HTTP2
import Load
import ReferenceServer
import Scenarios
import Statistics
import Synchronization
import Testing
import Timing
import Transport

@testable import Load

extension LoopbackTests {
  /// Servers that are not there, do not answer, or go.
  @Suite(.serialized) struct AbsenceTests {
    @Test func `a dead port is an error that says so`() throws {
      let address = try Listener(try loopback(), sharesPort: false).address
      let error = #expect(throws: LoadError.self) { try Plan.short().play(against: address) }
      let line = "no connection to self: connection refused; is the server running"
      #expect(error?.description.hasPrefix(line) == true)
    }

    @Test func `a listener that never speaks is an error that says so`() throws {
      let listener = try Listener(try loopback(), sharesPort: false)
      var plan = Plan.short(connections: 3)
      plan.connectTimeout = .milliseconds(150)
      let error = #expect(throws: LoadError.self) { try plan.play(against: listener.address) }
      let line = "no connection to self: no HTTP/2 SETTINGS within 150 ms; is it a gRPC port"
      #expect(error?.description.hasPrefix(line) == true)
    }

    /// Together the silent ones take longer than any one attempt may.
    @Test func `a run begins when each address was tried that a connection has`() throws {
      let silent = try Listener(try loopback(), sharesPort: false)
      let server = try ReferenceServer(at: try loopback(), options: ServerOptions())
      var plan = Plan.short()
      plan.connectTimeout = .milliseconds(250)
      let generator = try LoadGenerator(
        plan,
        addresses: Array(repeating: silent.address, count: 6) + [server.address],
        authority: "localhost",
        serverProcess: nil
      )
      let recording = try generator.run { _ in }.recording
      #expect(recording.okCalls > 0 && recording.failedCalls == 0)
      #expect(recording.connections.failedAttempts == 6)
      #expect(recording.connections.opened == 1)
      #expect(try server.stop() == Int(recording.okCalls))
    }

    @Test func `a server that never answers ends every call at its deadline`() throws {
      let server = try ScriptedServer(Script { _ in [] })
      var plan = try Plan.short(streams: 200, milliseconds: 100).arriving(at: "1000")
      plan.calls[0].deadline = .milliseconds(150)
      let begin = EventLoop.now()
      let recording = try plan.play(against: server.address)
      let elapsed = EventLoop.now() - begin
      let witness = try server.stop()
      #expect(recording.statusCounts == [4: 100])
      // What is recorded is the deadline itself; that the calls do end then shows in the length of
      // the run, which is 250 ms and far from the five seconds of the drain.
      #expect(recording.failed.min.isNear(.milliseconds(150)))
      #expect(recording.failed.max.isNear(.milliseconds(150)))
      #expect(elapsed < .seconds(3))
      #expect(witness.resets == [.cancel: 100])
    }

    @Test func `callers of a closed loop call again after each deadline`() throws {
      let server = try ScriptedServer(Script { _ in [] })
      var plan = Plan.short(connections: 2, streams: 10, milliseconds: 200)
      plan.calls[0].deadline = .milliseconds(50)
      let recording = try plan.play(against: server.address)
      let witness = try server.stop()
      let started = Int(recording.started)
      #expect(recording.statusCounts == [4: started])
      #expect((started...started + 20).contains(witness.requests))
      #expect((40...100).contains(started))
      #expect(recording.unfinishedCalls == 0)
    }

    @Test func `callers that wait behind unanswered calls expire too`() throws {
      var script = Script { _ in [] }
      script.settings.maxConcurrentStreams = 5
      let server = try ScriptedServer(script)
      var plan = Plan.short(streams: 50, milliseconds: 150)
      plan.calls[0].deadline = .milliseconds(50)
      let recording = try plan.play(against: server.address)
      #expect(try server.stop().requests < 50)
      #expect(recording.statusCounts == [4: Int(recording.started)])
      #expect(recording.started >= 100)
    }

    @Test func `without deadlines the run ends and says what is unfinished`() throws {
      let server = try ScriptedServer(Script { _ in [] })
      var plan = try Plan.short(streams: 20, milliseconds: 50).arriving(at: "1000")
      plan.calls[0].deadline = nil
      plan.drain = .milliseconds(100)
      let recording = try plan.play(against: server.address)
      #expect(try server.stop().requests == 20)
      #expect(recording.started == 50)
      #expect(recording.unfinishedCalls == 50)
      // Thirty arrivals found no stream and are censored with the rest.
      #expect(recording.response.count == 50)
      #expect(recording.response.min >= .milliseconds(100))
    }

    @Test func `an interrupted run brings back what it has measured`() throws {
      let server = try ScriptedServer(Script { _ in Script.ok })
      var plan = try Plan.short(milliseconds: 60_000).arriving(at: "1000")
      plan.drain = .seconds(1)
      let signals = RunSignals()
      let alarm = try Alarm()
      let share = WorkerShare(
        plan: plan,
        templates: try CallTemplate.all(plan, authority: "localhost"),
        addresses: [server.address],
        worker: 0,
        spin: .zero
      )
      let thread = try LoopThread { () -> Result<WorkerOutcome, SystemError> in
        do throws(SystemError) {
          return .success(try Worker(share, signals, alarm).run())
        } catch {
          return .failure(error)
        }
      }
      while signals.settled.load(ordering: .relaxed) == 0 { pause() }
      signals.start.store(EventLoop.now().nanoseconds, ordering: .releasing)
      alarm.ring()
      // The first interval is told once it has passed.
      while signals.takeIntervals().isEmpty { pause() }
      signals.stops.store(true, ordering: .relaxed)
      alarm.ring()
      let recording = try thread.join().get().recordings[0]
      #expect(try server.stop().requests == Int(recording.started))
      #expect(recording.statusCounts == [0: Int(recording.started)])
      #expect(recording.started >= 1_000)
      #expect(recording.measured < .seconds(30))
    }
  }
}
