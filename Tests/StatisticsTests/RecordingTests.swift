import Statistics
import Testing
import Timing

struct RecordingTests {
  /// What a worker may have recorded, from a seed.
  static func random(seed: UInt64) -> Recording {
    var random = Seeded(seed: seed)
    var recorder = Recorder(window: .at(0)..<(.at(5_000)), openLoop: true)
    var now = Instant.at(-500)
    for _ in 0..<3_000 {
      now = now + random.exponential(mean: 2e6)
      let started = now + random.exponential(mean: 1e4)
      let ended = started + random.exponential(mean: 1e6)
      recorder.offered(intended: now)
      recorder.sent(intended: now, couldStart: now, started: started)
      switch UInt64.random(in: 0..<10, using: &random) {
      case 0:
        let message = "failure \(UInt64.random(in: 0..<5, using: &random))"
        recorder.failed(
          intended: now,
          started: started,
          ended: ended,
          status: 14,
          message: message
        )
      case 1: recorder.unfinished(intended: now, started: started, at: ended)
      default: recorder.succeeded(intended: now, started: started, ended: ended)
      }
      recorder.traffic.bytesSent += 10
    }
    recorder.connections.opened = seed
    return recorder.finish()
  }

  @Test func `adding is associative and commutative`() {
    let (a, b, c) = (Self.random(seed: 1), Self.random(seed: 2), Self.random(seed: 3))
    #expect(a + (b + c) == (a + b) + c)
    #expect(a + b == b + a)
  }

  @Test func `an empty recording is neutral`() {
    let recording = Self.random(seed: 4)
    #expect(recording + Recording() == recording)
    #expect(Recording() + recording == recording)
  }

  @Test func `adding adds every count`() {
    let (a, b) = (Self.random(seed: 5), Self.random(seed: 6))
    let sum = a + b
    #expect(sum.started == a.started + b.started)
    #expect(sum.okCalls == a.okCalls + b.okCalls)
    #expect(sum.statuses == zip(a.statuses, b.statuses).map { $0 + $1 })
    #expect(sum.failures.total == a.failures.total + b.failures.total)
    #expect(sum.connections.opened == 11 && sum.traffic.bytesSent == 60_000)
    #expect(sum.response.count == a.response.count + b.response.count)
    #expect(sum.measured == .seconds(5))
  }

  @Test func `handshakes of two workers are counted together`() {
    var first = ConnectionCounts()
    first.shookHands(in: .milliseconds(1), isResumed: true)
    var second = ConnectionCounts()
    second.shookHands(in: .milliseconds(2), isResumed: false)
    var sum = first
    sum.add(second)
    #expect(sum.handshakes == LatencyHistogram([.milliseconds(1), .milliseconds(2)]))
    #expect(sum.resumed == 1)
    sum.add(ConnectionCounts())
    #expect(sum.handshakes.count == 2)
  }

  @Test func `the intervals add up to the whole`() {
    let recording = Self.random(seed: 7) + Self.random(seed: 8)
    var response = LatencyHistogram()
    for interval in recording.intervals { response.add(interval.response) }
    #expect(response == recording.response)
    #expect(recording.intervals.reduce(0) { $0 + $1.ok } == recording.okCalls)
    #expect(recording.intervals.reduce(0) { $0 + $1.failed } == recording.failedCalls)
    #expect(recording.intervals.reduce(0) { $0 + $1.completed } == recording.completedInWindow)
  }
}

extension Recording {
  static func + (left: Recording, right: Recording) -> Recording {
    var sum = left
    sum.add(right)
    return sum
  }
}
