import Testing
import Timing

@testable import Load

@Suite struct WaitingCallersTests {
  @Test func `the longest waiting caller is the first`() {
    var callers = WaitingCallers()
    #expect(callers.popFirst()?.ready == nil)
    for milliseconds in [3, 5, 5, 8] as [Int64] { callers.append(caller(milliseconds)) }
    #expect(callers.count == 4)
    #expect((0..<4).map { _ in callers.popFirst()?.ready } == [at(3), at(5), at(5), at(8)])
    #expect(callers.isEmpty)
    #expect(callers.popFirst()?.ready == nil)
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `any coming and going keeps the order and the count`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var callers = WaitingCallers()
    var model: [Instant] = []
    for step in 0..<2_000 {
      if Bool.random(using: &random) {
        callers.append(caller(Int64(step)))
        model.append(at(Int64(step)))
      } else {
        let expected = model.isEmpty ? nil : model.removeFirst()
        #expect(callers.popFirst()?.ready == expected, "seed \(seed), step \(step)")
      }
      #expect(callers.count == model.count, "seed \(seed), step \(step)")
      #expect(callers.isEmpty == model.isEmpty, "seed \(seed), step \(step)")
    }
  }

  private func caller(_ milliseconds: Int64) -> WaitingCallers.Caller {
    WaitingCallers.Caller(ready: at(milliseconds), kind: 0)
  }
}
