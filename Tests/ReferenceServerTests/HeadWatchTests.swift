import Testing
import Timing

@testable import ReferenceServer

@Suite struct HeadWatchTests {
  private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  @Test func `what comes of a head does not make its time longer`() {
    var watch = HeadWatch()
    #expect(!watch.isOpen && watch.limit == nil)
    for second in 10...14 as ClosedRange<Int64> {
      watch.note(1, limit: at(second))
      #expect(watch.isOpen && watch.limit == at(10))
    }
  }

  @Test func `a head that ends has no limit, and the next one its own`() {
    var watch = HeadWatch()
    watch.note(1, limit: at(10))
    watch.note(nil, limit: at(11))
    #expect(!watch.isOpen)
    watch.note(1, limit: at(12))
    #expect(watch.limit == at(12))
  }

  @Test func `a head that begins in the turn in which another ends has a limit of its own`() {
    var watch = HeadWatch()
    watch.note(1, limit: at(10))
    watch.note(3, limit: at(11))
    #expect(watch.limit == at(11))
  }
}
