import Testing
import Timing

@testable import Scenarios

@Suite struct PauseCycleTests {
  private let origin = Instant(nanoseconds: 77)

  @Test(
    arguments: [
      (-1, 0), (0, 0), (4_999, 0), (5_000, 1), (5_199, 1), (9_999, 1), (10_100, 2),
      (5_000_100, 1_000),
    ] as [(Int64, Int64)]
  )
  func `pauses begin one period after the start and at every one from then on`(
    at: Int64,
    number: Int64
  ) throws {
    let pause = try PauseCycle(text: "200ms every 5s")
    #expect(pause.number(at: origin + .milliseconds(at), since: origin) == number)
  }

  @Test func `a pause is slept through at its time, and after work it is kept whole`() throws {
    let pause = try PauseCycle(text: "200ms every 5s")
    let noticed = origin + .milliseconds(10_050)
    let asleep = pause.end(of: 2, since: origin, noticed: noticed, wasAtWork: false)
    #expect(asleep == origin + .milliseconds(10_200))
    let atWork = pause.end(of: 2, since: origin, noticed: noticed, wasAtWork: true)
    #expect(atWork == origin + .milliseconds(10_250))
  }

  @Test(arguments: [
    "", "5s", "5s every", "5s every 5s", "6s every 5s", "1s each 5s", "0s every 1s",
  ])
  func `what is no pause is refused`(text: String) {
    #expect(throws: KnobError.self) { try PauseCycle(text: text) }
  }
}
