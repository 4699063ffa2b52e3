import Testing

@testable import Scenarios

@Suite struct FaultTests {
  @Test(
    arguments: [
      (.fail, "UNAVAILABLE", Fault(act: .status(14, hasDetails: false))),
      (
        .fail, "INTERNAL 1% after head",
        Fault(act: .status(13, hasDetails: false), chance: .percent(1), point: .afterHead)
      ),
      (
        .fail, "ABORTED every 7 after 3 messages with details",
        Fault(
          act: .status(10, hasDetails: true),
          chance: .every(7),
          point: .afterMessages(3)
        )
      ),
      (.fail, "no status after head", Fault(act: .noStatus, point: .afterHead)),
      (.reset, "CANCEL before head", Fault(act: .reset(8))),
      (
        .reset, "99 after 1 message",
        Fault(act: .reset(99), point: .afterMessages(1))
      ),
      (.drop, "every 100", Fault(act: .drop, chance: .every(100))),
      (.drop, "0.5%", Fault(act: .drop, chance: .percent(0.5))),
      (.goAway, "every 10", Fault(act: .goAway(isGraceful: true), chance: .every(10))),
      (.goAway, "every 10 at once", Fault(act: .goAway(isGraceful: false), chance: .every(10))),
    ] as [(Knob, String, Fault)]
  )
  func `a fault is read`(knob: Knob, text: String, fault: Fault) throws {
    #expect(try Fault(knob, text: text) == fault)
  }

  @Test(
    arguments: [
      (.fail, ""), (.fail, "OK"), (.fail, "unavailable"), (.fail, "UNAVAILABLE 101%"),
      (.fail, "UNAVAILABLE x%"), (.fail, "UNAVAILABLE every 0"), (.fail, "UNAVAILABLE after"),
      (.fail, "UNAVAILABLE after 0 messages"), (.fail, "UNAVAILABLE after 3"),
      (.fail, "UNAVAILABLE sometimes"), (.reset, "CANCELLED"), (.reset, "-1"), (.reset, ""),
      (.reset, "CANCEL with details"), (.drop, "now"), (.goAway, "after head"),
    ] as [(Knob, String)]
  )
  func `what is no fault is refused with how to write one`(knob: Knob, text: String) {
    let error = #expect(throws: KnobError.self) { try Fault(knob, text: text) }
    #expect(error?.description.contains("; write it as \"") == true)
  }

  @Test func `every nth call is hit, and no other`() {
    let fault = Fault(act: .drop, chance: .every(3))
    #expect((1...9).filter { fault.hits($0) { 0.5 } } == [3, 6, 9])
  }

  @Test(arguments: [0, 0.01, 0.3, 1])
  func `a share hits what is drawn within it`(share: Double) {
    let fault = Fault(act: .drop, chance: .percent(share * 100))
    let hits = (1...1_000).filter { number in fault.hits(number) { Double(number) / 1_000 } }
    #expect(hits.count == Int(share * 1_000))
  }
}
