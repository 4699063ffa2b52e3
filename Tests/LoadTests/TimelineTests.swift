import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct TimelineTests {
  @Test func `warm-up, measuring and draining follow each other`() {
    var plan = Plan()
    plan.warmup = .milliseconds(200)
    plan.duration = .milliseconds(300)
    plan.drain = .milliseconds(400)
    let timeline = Timeline(start: at(0), plan)
    #expect(timeline.start == at(0))
    #expect(timeline.measured == at(200)..<at(500))
    #expect(timeline.end == at(900))
  }

  @Test func `without warm-up the first call is measured`() {
    let timeline = Timeline(start: at(0), .short())
    #expect(timeline.measured.contains(at(0)))
  }

  @Test func `a load that has not begun measures nothing`() {
    let timeline = Timeline(start: .distantFuture, Plan())
    #expect(timeline.measured.isEmpty)
    #expect(timeline.end == .distantFuture)
  }
}
