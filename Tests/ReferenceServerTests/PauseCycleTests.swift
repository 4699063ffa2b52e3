import Testing
import Timing

@testable import ReferenceServer

@Suite struct PauseCycleTests {
  @Test(
    arguments: [
      (0, nil), (4_999, nil), (5_000, 5_200), (5_199, 5_200), (5_200, nil), (9_999, nil),
      (10_100, 10_200), (5_000_100, 5_000_200),
    ] as [(Int64, Int64?)]
  )
  func `an instant is in a pause or it is not`(at: Int64, end: Int64?) throws {
    let pause = try PauseCycle(text: "200ms every 5s")
    let origin = Instant(nanoseconds: 77)
    let found = pause.end(at: origin + .milliseconds(at), since: origin)
    #expect(found == end.map { origin + .milliseconds($0) })
  }

  @Test(arguments: [
    "", "5s", "5s every", "5s every 5s", "6s every 5s", "1s each 5s", "0s every 1s",
  ])
  func `what is no pause is refused`(text: String) {
    #expect(throws: KnobError.self) { try PauseCycle(text: text) }
  }
}
