import Testing
import Timing

@testable import ReferenceServer

struct GreetingWatchTests {
  private func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  @Test func `the first one's limit is when to look`() {
    var watch = GreetingWatch()
    #expect(watch.next == nil && watch.count == 0)
    watch.began(limit: at(10))
    watch.began(limit: at(20))
    #expect(watch.next == at(10) && watch.count == 2)
  }

  @Test func `when all have ended there is nothing to look for`() {
    var watch = GreetingWatch()
    watch.began(limit: at(10))
    watch.ended()
    #expect(watch.next == nil && watch.count == 0)
  }

  @Test func `many limits close together are one look`() {
    var watch = GreetingWatch()
    watch.began(limit: at(10))
    watch.began(limit: at(11))
    watch.looked(at(11), at(10))
    #expect(watch.next == at(10) + GreetingWatch.pause)
    watch.looked(at(5_000), at(110))
    #expect(watch.next == at(5_000))
    watch.looked(nil, at(5_000))
    #expect(watch.next == nil)
  }
}
