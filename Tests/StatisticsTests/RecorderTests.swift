import Statistics
import Testing
import Timing

struct RecorderTests {
  static let window = Instant.at(0)..<Instant.at(3_000)

  @Test func `a late call keeps its intended start`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    recorder.offered(intended: .at(100))
    recorder.sent(intended: .at(100), couldStart: .at(100), started: .at(400))
    recorder.succeeded(intended: .at(100), started: .at(400), ended: .at(401))
    let recording = recorder.finish()
    #expect(recording.response == LatencyHistogram([.milliseconds(301)]))
    #expect(recording.service == LatencyHistogram([.milliseconds(1)]))
    #expect(recording.sendLag == LatencyHistogram([.milliseconds(300)]))
    #expect(recording.slotWait.count == 0)
  }

  @Test func `waiting for a slot is not the generator's lateness`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    recorder.sent(intended: .at(100), couldStart: .at(350), started: .at(351))
    let recording = recorder.finish()
    #expect(recording.slotWait == LatencyHistogram([.milliseconds(250)]))
    #expect(recording.sendLag == LatencyHistogram([.milliseconds(1)]))
  }

  @Test func `a closed loop has one clock`() {
    var recorder = Recorder(window: Self.window, openLoop: false)
    recorder.offered(intended: .at(1))
    recorder.succeeded(intended: .at(1), started: .at(1), ended: .at(2))
    let recording = recorder.finish()
    #expect(recording.isClosedLoop && recording.service.count == 0)
    #expect(recording.serviceTime == LatencyHistogram([.milliseconds(1)]))
  }

  /// Intended start, end, whether the call is measured, and whether it is throughput of the window.
  static let borders: [(Int64, Int64, Bool, Bool)] = [
    (-1, -1, false, false), (-1, 0, false, true), (0, 0, true, true), (0, 2_999, true, true),
    (2_999, 2_999, true, true), (2_999, 3_000, true, false), (3_000, 3_001, false, false),
    (-1, 3_000, false, false),
  ]

  @Test(arguments: borders)
  func `a call is measured by its intended start and completed by its end`(
    intended: Int64,
    ended: Int64,
    isMeasured: Bool,
    isCompleted: Bool
  ) {
    var recorder = Recorder(window: Self.window, openLoop: false)
    recorder.offered(intended: .at(intended))
    recorder.succeeded(intended: .at(intended), started: .at(intended), ended: .at(ended))
    let recording = recorder.finish()
    #expect(recording.started == (isMeasured ? 1 : 0))
    #expect(recording.okCalls == (isMeasured ? 1 : 0))
    #expect(recording.completedInWindow == (isCompleted ? 1 : 0))
    #expect(recording.response.count == recording.okCalls)
  }

  @Test func `calls that share their instants count each`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    for _ in 0..<100 {
      recorder.offered(intended: .at(10))
      recorder.succeeded(intended: .at(10), started: .at(11), ended: .at(20))
    }
    recorder.offered(intended: .at(10))
    recorder.succeeded(intended: .at(10), started: .at(12), ended: .at(20))
    let recording = recorder.finish()
    #expect(recording.okCalls == 101 && recording.statuses[0] == 101)
    #expect(recording.response.count == 101 && recording.service.count == 101)
    #expect(recording.service.min < .milliseconds(9))
  }

  @Test func `a failed call is counted by status and kept out of the clocks`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    for status: UInt8 in [4, 14, 14, 200] {
      recorder.offered(intended: .at(10))
      recorder.failed(
        intended: .at(10),
        started: .at(10),
        ended: .at(15),
        status: status,
        message: "no"
      )
    }
    let recording = recorder.finish()
    #expect(recording.failedCalls == 4 && recording.response.count == 0)
    #expect(recording.statuses[4] == 1 && recording.statuses[14] == 2)
    #expect(recording.statuses[2] == 1, "a code that gRPC does not know is UNKNOWN")
    #expect(
      recording.failed.count == 4 && recording.failures.entries.map(\.status) == [4, 14, 200]
    )
  }

  @Test func `unfinished calls enter the clocks with the time until they were given up`() {
    var recorder = Recorder(window: Self.window, openLoop: true)
    recorder.offered(intended: .at(1_000))
    recorder.unfinished(intended: .at(1_000), started: .at(1_500), at: .at(4_000))
    recorder.offered(intended: .at(2_000))
    recorder.unfinished(intended: .at(2_000), at: .at(4_000))
    let recording = recorder.finish()
    #expect(
      recording.started == 2 && recording.unfinishedCalls == 2 && recording.inFlightAtEnd == 2
    )
    #expect(recording.response == LatencyHistogram([.seconds(2), .seconds(3)]))
    #expect(recording.service == LatencyHistogram([.milliseconds(2_500)]))
    #expect(recording.slotWait == LatencyHistogram([.seconds(2)]))
  }

  @Test func `a turn closes the intervals that have passed and tells of the last`() {
    var recorder = Recorder(window: Self.window, openLoop: false)
    recorder.offered(intended: .at(1))
    recorder.succeeded(intended: .at(1), started: .at(1), ended: .at(2))
    #expect(recorder.turn(now: .at(999)) == nil)
    let first = recorder.turn(now: .at(1_000))
    #expect(first?.start == .zero && first?.ok == 1 && first?.response.count == 1)
    #expect(recorder.turn(now: .at(1_001)) == nil)
    #expect(recorder.turn(now: .at(3_000))?.start == .seconds(2))
    let recording = recorder.finish()
    #expect(recording.intervals.map(\.start) == [.zero, .seconds(1), .seconds(2)])
  }

  @Test func `the end of measuring ends an interval`() {
    var recorder = Recorder(window: .at(0)..<(.at(1_500)), openLoop: false)
    for instant in stride(from: Int64(0), to: 1_500, by: 100) {
      recorder.offered(intended: .at(instant))
      recorder.succeeded(
        intended: .at(instant),
        started: .at(instant),
        ended: .at(instant + 250)
      )
    }
    let recording = recorder.finish()
    #expect(recording.intervals.map(\.start) == [.zero, .seconds(1), .milliseconds(1_500)])
    #expect(recording.intervals[1].length == .milliseconds(500))
    #expect(recording.intervals.map(\.completed) == [8, 5, 0])
    #expect(recording.intervals.map(\.ok) == [8, 5, 2])
    #expect(recording.inFlightAtEnd == 2)
  }

  @Test(arguments: [-100, 0, 999, 1_000, 1_234, 2_999, 3_000, 9_000])
  func `measuring can be stopped at any time`(stop: Int64) {
    var recorder = Recorder(window: Self.window, openLoop: false)
    var calls = 0
    for instant in stride(from: Int64(-200), through: stop - 10, by: 10) {
      if (0..<3_000).contains(instant) { calls += 1 }
      recorder.offered(intended: .at(instant))
      recorder.succeeded(intended: .at(instant), started: .at(instant), ended: .at(instant + 5))
    }
    recorder.stopMeasuring(at: .at(stop))
    recorder.offered(intended: .at(stop))
    recorder.succeeded(intended: .at(stop), started: .at(stop), ended: .at(stop + 700))
    let recording = recorder.finish()
    let measured = max(0, min(stop, 3_000))
    #expect(recording.measured == .milliseconds(measured))
    #expect(recording.okCalls == UInt64(calls))
    #expect(recording.intervals.reduce(0) { $0 + $1.ok } == recording.okCalls)
  }

  @Test func `a pause of any length keeps a bounded number of intervals`() {
    let week: Int64 = 7 * 86_400 * 1_000
    var recorder = Recorder(window: .at(0)..<(.at(2 * week)), openLoop: false)
    _ = recorder.turn(now: .at(week))
    recorder.offered(intended: .at(week))
    recorder.succeeded(intended: .at(week), started: .at(week), ended: .at(week + 1))
    let recording = recorder.finish()
    #expect(recording.intervals.count == Recorder.intervalLimit)
    #expect(recording.intervals.last?.ok == 1)
  }

  @Test func `a call that is offered and never ends is our own bug`() async {
    await #expect(processExitsWith: .failure) {
      var recorder = Recorder(window: .at(0)..<(.at(3_000)), openLoop: false)
      recorder.offered(intended: .at(1))
      _ = recorder.finish()
    }
  }
}
