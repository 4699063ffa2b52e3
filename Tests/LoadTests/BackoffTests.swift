import Testing
import Timing

@testable import Load

@Suite struct BackoffTests {
  @Test(arguments: 0..<20)
  func `the nth pause is 50 ms × 1.6ⁿ, at most 5 s, give or take a fifth`(failures: Int) {
    var middle = 50e6
    for _ in 0..<failures { middle = min(middle * 1.6, 5e9) }
    for seed in 0..<200 as Range<UInt64> {
      var backoff = Backoff(seed: seed)
      for _ in 0..<failures { _ = backoff.failed() }
      let pause = Double(backoff.failed().count)
      #expect(abs(pause - middle) <= middle * 0.2 + 1, "seed \(seed), failure \(failures)")
      #expect(backoff.failures == failures + 1)
    }
  }

  @Test func `pauses of different connections are spread over the whole jitter`() {
    let pauses = (0..<500).map { seed in
      var backoff = Backoff(seed: UInt64(seed))
      return backoff.failed()
    }
    #expect(Set(pauses).count > 490)
    #expect(pauses.contains { $0 < .milliseconds(42) })
    #expect(pauses.contains { $0 > .milliseconds(58) })
  }

  @Test func `a seed fixes the pauses`() {
    var (first, second) = (Backoff(seed: 7), Backoff(seed: 7))
    for _ in 0..<50 { #expect(first.failed() == second.failed()) }
  }

  @Test func `a connection that stands makes the next pause short again`() {
    var backoff = Backoff(seed: 3)
    for _ in 0..<10 { _ = backoff.failed() }
    backoff.connected()
    #expect(backoff.failures == 0)
    #expect(backoff.failed() <= .milliseconds(60))
  }
}
