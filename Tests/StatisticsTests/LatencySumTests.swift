import Statistics
import Testing
import Timing

struct LatencySumTests {
  @Test func `a sum is exact where a floating-point number is not`() {
    var sum = LatencySum()
    sum.add(Nanoseconds(9_007_199_254_740_993))
    sum.add(Nanoseconds(1), count: 3)
    #expect(sum.total == Nanoseconds(9_007_199_254_740_996))
    #expect(sum.mean(over: 4) == 2_251_799_813_685_249)
  }

  @Test func `a sum of more than 292 years is kept, and cut off where it must be`() {
    var sum = LatencySum()
    sum.add(.seconds(3_600), count: 10_000_000)
    #expect(sum.total == Nanoseconds(.max))
    #expect(sum.mean(over: 10_000_000) == 3.6e12)
  }

  @Test func `sums add up, and nothing has the mean zero`() {
    var (a, b) = (LatencySum(), LatencySum())
    a.add(.seconds(1))
    b.add(.seconds(2))
    a.add(b)
    #expect(a.total == .seconds(3) && LatencySum().mean(over: 0) == 0)
  }
}
