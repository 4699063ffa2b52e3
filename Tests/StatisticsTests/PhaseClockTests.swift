import Statistics
import Testing
import Timing

struct PhaseClockTests {
  @Test func `a unary call waits for its first byte, then for its status`() {
    var clock = PhaseClock(.sending, at: .at(0))
    clock.await(.firstByte, at: .at(1))
    clock.await(.firstMessage, at: .at(5))
    clock.message(at: .at(7))
    clock.stop(at: .at(8))
    #expect(
      clock.times.inMilliseconds == [.sending: 1, .firstByte: 4, .firstMessage: 2, .trailers: 1]
    )
  }

  @Test func `time between messages is the messages', after the last one the trailers'`() {
    var clock = PhaseClock(.firstByte, at: .at(0))
    clock.message(at: .at(3))
    clock.message(at: .at(13))
    clock.message(at: .at(20))
    clock.stop(at: .at(25))
    #expect(clock.times.inMilliseconds == [.firstByte: 3, .messages: 17, .trailers: 5])
  }

  @Test
  func
    `a window between two messages does not make a gap a wait for the status`()
  {
    var clock = PhaseClock(.firstByte, at: .at(0))
    clock.message(at: .at(1))
    clock.hold(.streamWindow, at: .at(4))
    clock.hold(nil, at: .at(6))
    clock.message(at: .at(11))
    clock.stop(at: .at(11))
    #expect(clock.times.inMilliseconds == [.firstByte: 1, .streamWindow: 2, .messages: 8])
  }

  @Test func `what holds a call back counts before what it waits for`() {
    var clock = PhaseClock(.sending, at: .at(0))
    clock.hold(.connectionWindow, at: .at(2))
    clock.await(.firstByte, at: .at(3))
    clock.await(.firstMessage, at: .at(4))
    clock.message(at: .at(5))
    clock.hold(.streamWindow, at: .at(7))
    clock.hold(nil, at: .at(8))
    clock.stop(at: .at(10))
    #expect(
      clock.times.inMilliseconds
        == [.sending: 2, .connectionWindow: 5, .streamWindow: 1, .trailers: 2]
    )
  }

  @Test func `what was before the clock began is in its times`() {
    var before = PhaseTimes()
    before.add(.milliseconds(4), to: .connectionWait)
    var clock = PhaseClock(.sending, at: .at(4), after: before)
    clock.stop(at: .at(5))
    #expect(clock.times.inMilliseconds == [.connectionWait: 4, .sending: 1])
  }

  @Test func `a call that ended before the last instant that was told takes no longer for it`() {
    var clock = PhaseClock(.firstByte, at: .at(0))
    clock.message(at: .at(6))
    clock.await(.trailers, at: .at(9))
    clock.stop(at: .at(5))
    #expect(clock.times.inMilliseconds == [.firstByte: 5])
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `the times add up to the time the clock ran, in whatever order instants are told`(
    seed: UInt64
  ) {
    var random = Seeded(seed: seed)
    for walk in 0..<40 {
      var before = PhaseTimes()
      before.add(random.exponential(mean: 1e4), to: .slotWait)
      let start = Instant.at(0)
      var now = start
      var clock = PhaseClock(.sending, at: start, after: before)
      for _ in 0..<Int.random(in: 0..<30, using: &random) {
        now = now + random.exponential(mean: 1e5)
        // One in three is told late: a little before the one that was told last.
        let isLate = Int.random(in: 0..<3, using: &random) == 0
        let told = isLate ? max(start, now - random.exponential(mean: 2e5)) : now
        let phase = Phase.allCases.randomElement(using: &random) ?? .sending
        switch Int.random(in: 0..<4, using: &random) {
        case 0: clock.await(phase, at: told)
        case 1: clock.hold(.streamWindow, at: told)
        case 2: clock.hold(nil, at: told)
        default: clock.message(at: told)
        }
      }
      let end = max(start, now + random.exponential(mean: 1e5) - Nanoseconds(100_000))
      clock.stop(at: end)
      #expect(
        clock.times.total == before.total + (end - start),
        "seed \(seed), walk \(walk)"
      )
      #expect(Phase.allCases.allSatisfy { clock.times[$0] >= .zero }, "seed \(seed), walk \(walk)")
    }
  }
}

extension PhaseTimes {
  /// The phases in which there was time.
  var inMilliseconds: [Phase: Int64] {
    var times: [Phase: Int64] = [:]
    for phase in Phase.allCases where self[phase] != .zero {
      times[phase] = self[phase].count / 1_000_000
    }
    return times
  }
}
