import Testing
import Timing

@testable import Scenarios

@Suite struct CapacityTests {
  @Test func `a capacity is read`() throws {
    #expect(try Capacity(text: "5000").burst == 1)
    let capacity = try Capacity(text: "2.5k burst 100")
    #expect(capacity.rate.callsPerSecond == 2_500)
    #expect(capacity.burst == 100)
  }

  @Test(arguments: ["", "0", "x", "5 burst", "5 burst 0", "5 burst 2000000", "5 6"])
  func `what is no capacity is refused`(text: String) {
    #expect(throws: KnobError.self) { try Capacity(text: text) }
  }
}
