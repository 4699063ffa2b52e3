import Scenarios
import Testing
import Timing

@testable import Load

@Suite struct RenewalTests {
  private func renewal(
    seed: UInt64 = 1,
    _ change: (inout ConnectionLife) -> Void
  ) -> Renewal {
    var life = ConnectionLife()
    change(&life)
    var random = SplitMix64(seed: seed)
    return Renewal(life, at: at(0), &random)
  }

  @Test func `a connection is too old at its age, give or take a tenth`() {
    var ends: Set<Instant> = []
    for seed in 0..<200 as Range<UInt64> {
      var renewal = renewal(seed: seed) { $0.maxAge = .seconds(10) }
      let end = renewal.next(at: at(0))
      ends.insert(end)
      #expect((at(9_000)...at(11_000)).contains(end), "seed \(seed)")
      let early = end - .milliseconds(1)
      #expect(renewal.reason(at: early, lastRead: at(0), hasCalls: true, calls: 1) == nil)
      #expect(renewal.reason(at: end, lastRead: at(0), hasCalls: true, calls: 1) == .age)
    }
    #expect(ends.count > 190)
    #expect(ends.contains { $0 < at(9_300) } && ends.contains { $0 > at(10_700) })
  }

  @Test func `idleness counts from the end of the last call`() {
    var renewal = renewal { $0.maxIdle = .milliseconds(100) }
    #expect(renewal.next(at: at(0)) == at(100))
    #expect(renewal.reason(at: at(90), lastRead: at(0), hasCalls: true, calls: 1) == nil)
    // The call ends at 120 and is found ended at 190.
    #expect(renewal.next(at: at(90)) == at(190))
    #expect(renewal.reason(at: at(190), lastRead: at(120), hasCalls: false, calls: 1) == nil)
    #expect(renewal.next(at: at(190)) == at(220))
    #expect(renewal.reason(at: at(220), lastRead: at(120), hasCalls: false, calls: 1) == .idleness)
  }

  @Test func `a call between two looks is noticed`() {
    var renewal = renewal { $0.maxIdle = .milliseconds(100) }
    #expect(renewal.reason(at: at(50), lastRead: at(0), hasCalls: false, calls: 0) == nil)
    #expect(renewal.reason(at: at(100), lastRead: at(70), hasCalls: false, calls: 1) == nil)
    #expect(renewal.next(at: at(100)) == at(170))
  }

  @Test func `without limits there is nothing to look at`() {
    var renewal = renewal { _ in }
    #expect(renewal.next(at: at(0)) == .distantFuture)
    #expect(renewal.reason(at: at(9_999_999), lastRead: at(0), hasCalls: false, calls: 0) == nil)
  }
}
