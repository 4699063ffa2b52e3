import Testing
import Timing

@testable import HTTP2

@Suite struct PatienceTests {
  private func takes(
    _ patience: inout Patience,
    _ allowance: Allowance,
    earned: Int = 0,
    at milliseconds: Int64 = 0
  ) -> Int {
    let now = Instant(nanoseconds: milliseconds * 1_000_000)
    var count = 0
    while count < 1_000, patience.take(.ping, allowance, earned: earned, now: now) { count += 1 }
    return count
  }

  private let allowance = Allowance(burst: 10, perSecond: 100)

  @Test func `a burst is taken, then what time gives`() {
    var patience = Patience()
    #expect(takes(&patience, allowance) == 10)
    #expect(takes(&patience, allowance, at: 9) == 0)
    #expect(takes(&patience, allowance, at: 10) == 1)
    #expect(takes(&patience, allowance, at: 40) == 3)
  }

  @Test func `parts of one add up`() {
    var patience = Patience()
    #expect(takes(&patience, allowance) == 10)
    for millisecond in Int64(1)..<10 {
      #expect(takes(&patience, allowance, at: millisecond) == 0)
    }
    #expect(takes(&patience, allowance, at: 10) == 1)
  }

  @Test func `what is earned is added, and what was earned before the first is not`() {
    var patience = Patience()
    #expect(takes(&patience, allowance, earned: 500) == 10)
    #expect(takes(&patience, allowance, earned: 503) == 3)
    #expect(takes(&patience, allowance, earned: 503) == 0)
  }

  @Test func `no more than a burst is kept, however long it was quiet`() {
    var patience = Patience()
    #expect(takes(&patience, allowance) == 10)
    #expect(takes(&patience, allowance, earned: 1 << 40, at: 1 << 40) == 10)
  }

  @Test func `each kind has its own`() {
    var patience = Patience()
    #expect(takes(&patience, allowance) == 10)
    let now = Instant(nanoseconds: 0)
    let taken = patience.take(.settings, allowance, earned: 0, now: now)
    #expect(taken)
  }

  @Test func `a clock that goes back takes nothing away`() {
    var patience = Patience()
    let late = Instant(nanoseconds: 1 << 40)
    let taken = patience.take(.ping, allowance, earned: 0, now: late)
    #expect(taken)
    #expect(takes(&patience, allowance, at: 0) == 9)
  }
}
