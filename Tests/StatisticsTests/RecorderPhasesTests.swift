import Statistics
import Testing
import Timing

struct RecorderPhasesTests {
  static let window = Instant.at(0)..<Instant.at(3_000)

  /// What a worker with phases may have recorded, from a seed: calls of one turn that are merged,
  /// calls that know their phases, and calls that were given up.
  static func random(seed: UInt64, openLoop: Bool, phases: Bool = true) -> Recording {
    var random = Seeded(seed: seed)
    var recorder = Recorder(window: window, openLoop: openLoop, phases: phases)
    var now = Instant.at(-100)
    for _ in 0..<1_000 {
      now = now + random.exponential(mean: 3e6)
      var waits = Recorder.StartWaits()
      let waiting = UInt64.random(in: 0..<6, using: &random)
      if openLoop, waiting & 1 == 1 { waits.slot = random.exponential(mean: 1e5) }
      if openLoop, waiting == 2 { waits.connection = random.exponential(mean: 1e7) }
      let late = openLoop ? random.exponential(mean: 1e4) : .zero
      let started = now + waits.connection + waits.slot + late
      let ended = started + random.exponential(mean: 1e6)
      recorder.offered(intended: now)
      switch UInt64.random(in: 0..<10, using: &random) {
      case 0:
        recorder.failed(intended: now, started: started, ended: ended, status: 4, message: "late")
      case 1: recorder.unfinished(intended: now, started: started, at: ended)
      case 2: recorder.unfinished(intended: now, at: ended)
      case 3:
        let times = split(ended - now, &random)
        recorder.unfinished(intended: now, started: started, at: ended, phases: times)
      case 4...6:
        recorder.succeeded(
          intended: now,
          started: started,
          ended: ended,
          phases: split(ended - now, &random),
          cancelled: waiting == 0
        )
      default:
        // The others of a turn end together.
        for _ in 0..<Int.random(in: 0..<4, using: &random) {
          recorder.offered(intended: now)
          recorder.succeeded(intended: now, started: started, ended: ended, waits: waits)
        }
        recorder.succeeded(intended: now, started: started, ended: ended, waits: waits)
      }
    }
    return recorder.finish()
  }

  /// Phases that add up to `time`.
  static func split(_ time: Nanoseconds, _ random: inout Seeded) -> PhaseTimes {
    var times = PhaseTimes()
    var rest = time
    for phase in Phase.allCases.dropLast() {
      let part = Nanoseconds(Int64.random(in: 0...rest.count, using: &random))
      guard Bool.random(using: &random) else { continue }
      times.add(part, to: phase)
      rest = rest - part
    }
    times.add(rest, to: .trailers)
    return times
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>, [true, false])
  func `the phases add up to the response times, to the nanosecond`(
    seed: UInt64,
    openLoop: Bool
  ) throws {
    let recording = Self.random(seed: seed, openLoop: openLoop)
    let phases = try #require(recording.phases)
    #expect(phases.total == recording.responseSum, "seed \(seed)")
    #expect(recording.response.count > 500)
    let mean = recording.responseSum.mean(over: recording.response.count)
    #expect(abs(mean / recording.response.mean - 1) < 0.001, "the histogram has the same mean")
  }

  @Test func `a call that only waited for its answer was in two phases`() throws {
    var recorder = Recorder(window: Self.window, openLoop: true, phases: true)
    var waits = Recorder.StartWaits()
    waits.slot = .milliseconds(30)
    for _ in 0..<3 {
      recorder.offered(intended: .at(10))
      recorder.succeeded(intended: .at(10), started: .at(42), ended: .at(50), waits: waits)
    }
    let phases = try #require(recorder.finish().phases)
    #expect(phases[.slotWait] == LatencyHistogram(Array(repeating: .milliseconds(30), count: 3)))
    #expect(phases[.sending] == LatencyHistogram(Array(repeating: .milliseconds(2), count: 3)))
    #expect(phases[.firstByte] == LatencyHistogram(Array(repeating: .milliseconds(8), count: 3)))
    #expect(phases[.connectionWait].count == 0 && phases[.trailers].count == 0)
    #expect(phases.sum(.slotWait).total == .milliseconds(90))
  }

  @Test func `waits are never longer than the time before the start`() throws {
    var recorder = Recorder(window: Self.window, openLoop: true, phases: true)
    var waits = Recorder.StartWaits()
    waits.connection = .milliseconds(6)
    waits.slot = .milliseconds(6)
    recorder.offered(intended: .at(10))
    recorder.succeeded(intended: .at(10), started: .at(20), ended: .at(21), waits: waits)
    let phases = try #require(recorder.finish().phases)
    #expect(phases.sum(.connectionWait).total == .milliseconds(6))
    #expect(phases.sum(.slotWait).total == .milliseconds(4))
    #expect(phases.total.total == .milliseconds(11))
  }

  @Test func `phases that are off are nil, and nothing else changes`() {
    var on = Self.random(seed: 3, openLoop: true)
    let off = Self.random(seed: 3, openLoop: true, phases: false)
    #expect(off.phases == nil)
    on.phases = nil
    #expect(on == off)
  }

  @Test func `calls after one that knows its phases keep their own, at the same instants too`()
    throws
  {
    var recorder = Recorder(window: Self.window, openLoop: true, phases: true)
    var times = PhaseTimes()
    times.add(.milliseconds(9), to: .messages)
    recorder.offered(intended: .at(1))
    recorder.succeeded(
      intended: .at(1),
      started: .at(2),
      ended: .at(10),
      phases: times,
      cancelled: true
    )
    recorder.offered(intended: .at(1))
    recorder.succeeded(intended: .at(1), started: .at(2), ended: .at(10))
    let recording = recorder.finish()
    #expect(recording.okCalls == 2 && recording.cancelledAsPlanned == 1)
    #expect(recording.statuses[0] == 1 && recording.statuses[1] == 1)
    let phases = try #require(recording.phases)
    #expect(phases[.messages].count == 1 && phases[.firstByte].count == 1)
  }

  @Test func `adding adds the phases, and an empty recording is neutral`() throws {
    let (a, b) = (Self.random(seed: 5, openLoop: true), Self.random(seed: 6, openLoop: true))
    let sum = a + b
    let phases = try #require(sum.phases)
    #expect(phases.total == sum.responseSum)
    let counts = [a, b].compactMap { $0.phases?[.firstByte].count }
    #expect(phases[.firstByte].count == counts.reduce(0, +))
    #expect(a + b == b + a)
    #expect(a + Recording() == a && Recording() + a == a)
    #expect(sum.cancelledAsPlanned == a.cancelledAsPlanned + b.cancelledAsPlanned)
  }

  @Test func `phases that do not add up are our own bug`() async {
    await #expect(processExitsWith: .failure) {
      var recorder = Recorder(window: .at(0)..<(.at(3_000)), openLoop: true, phases: true)
      recorder.offered(intended: .at(1))
      var times = PhaseTimes()
      times.add(.milliseconds(1), to: .messages)
      recorder.succeeded(intended: .at(1), started: .at(1), ended: .at(3), phases: times)
    }
  }
}
