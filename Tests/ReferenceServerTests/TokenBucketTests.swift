import Scenarios
import Testing
import Timing

@testable import ReferenceServer

@Suite struct TokenBucketTests {
  private func instant(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
  }

  @Test func `calls beyond the burst start one after the other`() throws {
    var bucket = TokenBucket(try Capacity(text: "100 burst 3"))
    let starts = (0..<6).map { _ in bucket.admit(instant(1_000)) }
    #expect(starts == [1_000, 1_000, 1_000, 1_010, 1_020, 1_030].map(instant))
  }

  @Test func `a rest fills the bucket again, up to the burst`() throws {
    var bucket = TokenBucket(try Capacity(text: "100 burst 2"))
    for _ in 0..<5 { _ = bucket.admit(instant(0)) }
    let starts = (0..<3).map { _ in bucket.admit(instant(500)) }
    #expect(starts == [500, 500, 510].map(instant))
  }

  @Test(arguments: ["3", "777", "5000 burst 10", "123456 burst 7"])
  func `in the long run the rate is kept and no call starts before it came`(text: String) throws {
    let capacity = try Capacity(text: text)
    var bucket = TokenBucket(capacity)
    var last = Instant(nanoseconds: 0)
    let count = 10_000
    for _ in 0..<count {
      let start = bucket.admit(instant(5))
      #expect(start >= max(last, instant(5)))
      last = start
    }
    let expected = capacity.rate.meanGap * Double(count - capacity.burst)
    #expect(abs(Double((last - instant(5)).count) / expected - 1) < 1e-6)
  }
}
