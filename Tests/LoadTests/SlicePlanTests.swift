import Testing
import Timing

@testable import Load

struct SlicePlanTests {
  private static let slices = SlicePlan(seed: 7)

  private func at(_ slice: Int64, _ offset: Nanoseconds = .zero) -> Nanoseconds {
    Nanoseconds(slice * Self.slices.length.count) + offset
  }

  @Test func `each pair has both targets, in an order that a coin decides`() {
    var first = [0, 0]
    for pair in Int64(0)..<2_000 {
      let one = Self.slices.target(at: at(2 * pair))
      let other = Self.slices.target(at: at(2 * pair + 1))
      #expect(one != other)
      first[one] += 1
    }
    // Four deviations of 2,000 coins are 90.
    #expect(abs(first[0] - 1_000) < 90, "\(first)")
  }

  @Test func `a slice is of one target from its first nanosecond to its last`() {
    for slice in Int64(0)..<100 {
      let target = Self.slices.target(at: at(slice))
      #expect(Self.slices.target(at: at(slice, .milliseconds(25))) == target)
      #expect(Self.slices.target(at: at(slice + 1) - Nanoseconds(1)) == target)
    }
  }

  @Test func `the beginning of each slice is dropped, and no more`() {
    for slice in Int64(0)..<20 {
      #expect(Self.slices.isDropped(at: at(slice)))
      #expect(Self.slices.isDropped(at: at(slice, .milliseconds(3)) - Nanoseconds(1)))
      #expect(!Self.slices.isDropped(at: at(slice, .milliseconds(3))))
      #expect(!Self.slices.isDropped(at: at(slice + 1) - Nanoseconds(1)))
    }
  }

  @Test func `a seed gives the same order, another one another`() {
    let order = { (seed: UInt64) in
      (Int64(0)..<200).map { SlicePlan(seed: seed).target(at: self.at($0)) }
    }
    #expect(order(1) == order(1))
    #expect(order(1) != order(2))
  }
}
