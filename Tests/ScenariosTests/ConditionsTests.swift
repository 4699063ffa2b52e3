import Testing
import Timing

@testable import Scenarios

@Suite struct ConditionsTests {
  @Test func `each knob sets its own condition`() throws {
    var conditions = Conditions()
    #expect(conditions.isUsual)
    try conditions.set(.delay, "5ms")
    try conditions.set(.work, "50us")
    try conditions.set(.responseSize, "1000")
    try conditions.set(.gap, "exponential 10ms")
    try conditions.set(.trickle, "100 every 10ms")
    try conditions.set(.window, "never")
    try conditions.set(.fail, "ABORTED")
    #expect(conditions.delay == .constant(.milliseconds(5)))
    #expect(conditions.work == .microseconds(50))
    #expect(conditions.responseSize == 1_000)
    #expect(conditions.gap == .exponential(mean: .milliseconds(10)))
    #expect(conditions.trickle == Portion(bytes: 100, interval: .milliseconds(10)))
    #expect(conditions.window == .never)
    #expect(conditions.faults == [Fault(act: .status(10, hasDetails: false))])
  }

  @Test func `none takes a condition away`() throws {
    var conditions = Conditions()
    for (knob, text) in [
      (Knob.delay, "5ms"), (.work, "5us"), (.responseSize, "10"), (.gap, "1ms"),
      (.trickle, "1 every 1ms"), (.window, "never"), (.fail, "ABORTED"), (.reset, "CANCEL"),
      (.drop, "1%"), (.goAway, "every 2"),
    ] {
      try conditions.set(knob, text)
      #expect(!conditions.isUsual)
      try conditions.set(knob, "none")
      #expect(conditions.isUsual, "\(knob)")
    }
  }

  @Test func `a call's own fault comes first and replaces those of its kind`() throws {
    var conditions = Conditions()
    try conditions.set(.fail, "ABORTED 1%")
    try conditions.set(.fail, "INTERNAL 1%")
    try conditions.set(.drop, "1%")
    try conditions.set(.fail, "NOT_FOUND", replaces: true)
    #expect(conditions.faults.map(\.act) == [.status(5, hasDetails: false), .drop])
  }

  @Test(
    arguments: [
      (.work, "11s"), (.work, "x"), (.work, "1s 2s"), (.responseSize, "-1"), (.responseSize, "2"),
      (.responseSize, "130"), (.responseSize, "4194305"), (.trickle, "0 every 1ms"),
      (.trickle, "100"), (.trickle, "100 every 0s"), (.window, "seldom"), (.gap, "x"),
    ] as [(Knob, String)]
  )
  func `a value outside its limits is refused`(knob: Knob, text: String) {
    var conditions = Conditions()
    #expect(throws: KnobError.self) { try conditions.set(knob, text) }
  }

  @Test func `the faults are limited`() throws {
    var conditions = Conditions()
    for _ in 0..<Conditions.mostFaults { try conditions.set(.drop, "1%") }
    #expect(throws: KnobError.self) { try conditions.set(.drop, "1%") }
  }
}
