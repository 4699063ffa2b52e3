import Testing
import Timing
import Transport

@testable import Load

@Suite struct BusyMeterTests {
  /// Works until this thread's own clock has advanced.
  private func work(_ time: Nanoseconds) {
    let begin = Usage.ofThisThread()
    while Usage.ofThisThread() - begin < time {}
  }

  @Test func `a window that never began has no busy share`() {
    var meter = BusyMeter(at(10)..<at(20))
    meter.turn(at(5))
    #expect(meter.share == 0)
  }

  @Test func `work in the window counts, work around it does not`() {
    var meter = BusyMeter(at(0)..<at(1_000))
    meter.turn(at(-1))
    work(.milliseconds(20))
    meter.turn(at(0))
    work(.milliseconds(5))
    meter.turn(at(1_000))
    work(.milliseconds(20))
    meter.turn(at(1_100))
    // 5 ms of 1,000, and what the meter itself costs.
    #expect(meter.share >= 0.005)
    #expect(meter.share < 0.015)
  }

  @Test func `spinning in front of an arrival is not work`() {
    var meter = BusyMeter(at(0)..<at(100))
    meter.spun(.milliseconds(50))
    meter.turn(at(0))
    work(.milliseconds(5))
    meter.spun(.milliseconds(4))
    meter.turn(at(100))
    meter.spun(.milliseconds(50))
    #expect(meter.share >= 0.009)
    #expect(meter.share < 0.03)
  }

  @Test func `a share is never below 0 or above 1`() {
    var meter = BusyMeter(at(0)..<at(1))
    meter.turn(at(0))
    work(.milliseconds(5))
    meter.turn(at(1))
    #expect(meter.share == 1)

    var spinning = BusyMeter(at(0)..<at(1))
    spinning.turn(at(0))
    spinning.spun(.milliseconds(5))
    spinning.turn(at(1))
    #expect(spinning.share == 0)
  }
}
