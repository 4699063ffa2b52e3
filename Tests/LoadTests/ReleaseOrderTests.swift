import Bytes
import GRPC
import Testing
import Timing

@testable import Load

@Suite struct ReleaseOrderTests {
  private func call(_ milliseconds: Int64) -> Call {
    Call(
      intended: at(milliseconds),
      couldStart: at(milliseconds),
      channel: 0,
      kind: 0,
      deframer: MessageDeframer()
    )
  }

  @Test func `the oldest is the one that was intended first`() {
    var calls = Table<Call>()
    var order = ReleaseOrder()
    #expect(order.oldest == nil)
    let first = calls.insert(call(1))
    order.insert(first, &calls)
    let second = calls.insert(call(2))
    order.insert(second, &calls)
    #expect(order.oldest == first)
    order.remove(first, &calls)
    #expect(order.oldest == second)
    order.remove(second, &calls)
    #expect(order.oldest == nil)
  }

  @Test func `a caller that has waited goes before later calls of other connections`() {
    var calls = Table<Call>()
    var order = ReleaseOrder()
    for milliseconds in [5, 9, 7, 1] as [Int64] {
      order.insert(calls.insert(call(milliseconds)), &calls)
    }
    #expect(drained(&order, &calls) == [at(1), at(5), at(7), at(9)])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `whatever comes and goes, the rest stands in order`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var calls = Table<Call>(capacity: 1)
    var order = ReleaseOrder()
    var inFlight: [UInt32] = []
    for step in 0..<2_000 {
      if inFlight.isEmpty || Int.random(in: 0..<5, using: &random) < 3 {
        // Now and then a caller has waited.
        let wait = Int64.random(in: 0..<3, using: &random) == 0 ? Int64(20) : 0
        let index = calls.insert(call(Int64(step) - wait))
        order.insert(index, &calls)
        inFlight.append(index)
      } else {
        let index = inFlight.remove(at: Int.random(in: 0..<inFlight.count, using: &random))
        order.remove(index, &calls)
        calls.remove(index)
      }
      let earliest = inFlight.map { calls[$0].intended }.min()
      #expect(order.oldest.map { calls[$0].intended } == earliest, "seed \(seed), step \(step)")
    }
    let instants = drained(&order, &calls)
    #expect(instants.count == inFlight.count, "seed \(seed)")
    #expect(instants == instants.sorted(), "seed \(seed)")
  }

  private func drained(_ order: inout ReleaseOrder, _ calls: inout Table<Call>) -> [Instant] {
    var instants: [Instant] = []
    while let index = order.oldest {
      instants.append(calls[index].intended)
      order.remove(index, &calls)
    }
    return instants
  }
}
