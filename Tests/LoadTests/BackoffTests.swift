import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct BackoffTests {
  private func backoff(_ seed: UInt64) -> Backoff {
    Backoff(ConnectionLife.Backoff(), seed: seed)
  }

  @Test(arguments: 0..<20)
  func `from one attempt to the next it is 1 s × 1.6ⁿ, at most 120 s, give or take a fifth`(
    failures: Int
  ) {
    var middle = 1e9
    for _ in 0..<failures { middle = min(middle * 1.6, 120e9) }
    for seed in 0..<200 as Range<UInt64> {
      var backoff = backoff(seed)
      for _ in 0..<failures { backoff.attempt(at: at(0)) }
      backoff.attempt(at: at(5))
      let pause = Double((backoff.next - at(5)).count)
      #expect(abs(pause - middle) <= middle * 0.2 + 1, "seed \(seed), failure \(failures)")
      #expect(backoff.attempts == failures + 1)
    }
  }

  @Test func `the settings are what the pauses are made of`() {
    var settings = ConnectionLife.Backoff()
    settings.initial = .milliseconds(100)
    settings.multiplier = 3
    settings.jitter = 0
    settings.max = .milliseconds(500)
    var backoff = Backoff(settings, seed: 1)
    var pauses: [Nanoseconds] = []
    var now = at(0)
    for _ in 0..<5 {
      backoff.attempt(at: now)
      pauses.append(backoff.next - now)
      // How long an attempt takes does not matter: the pause counts from its start.
      now = backoff.next
    }
    #expect(pauses == [100, 300, 500, 500, 500].map(Nanoseconds.milliseconds))
  }

  @Test func `pauses of different connections are spread over the whole jitter`() {
    let pauses = (0..<500).map { seed in
      var backoff = backoff(UInt64(seed))
      backoff.attempt(at: at(0))
      return backoff.next - at(0)
    }
    #expect(Set(pauses).count > 490)
    #expect(pauses.contains { $0 < .milliseconds(840) })
    #expect(pauses.contains { $0 > .milliseconds(1_160) })
  }

  @Test func `a seed fixes the pauses`() {
    var (first, second) = (backoff(7), backoff(7))
    for moment in 0..<50 as Range<Int64> {
      first.attempt(at: at(moment))
      second.attempt(at: at(moment))
      #expect(first.next == second.next)
    }
  }

  @Test func `a connection that stands makes the next pause short again`() {
    var backoff = backoff(3)
    for _ in 0..<10 { backoff.attempt(at: at(0)) }
    #expect(backoff.next > at(30_000))
    backoff.connected()
    #expect(backoff.attempts == 0)
    #expect(backoff.next <= at(1_200))
    backoff.attempt(at: at(60_000))
    #expect(backoff.next <= at(61_200))
  }
}
