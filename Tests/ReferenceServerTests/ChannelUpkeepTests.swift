import Testing
import Timing

@testable import ReferenceServer

/// The life of a server's connection on a clock that the tests move.
@Suite struct ChannelUpkeepTests {
  private func at(_ milliseconds: Int64) -> Instant {
    Instant(nanoseconds: 1_000_000_000) + .milliseconds(milliseconds)
  }

  private func upkeep(
    seed: UInt64 = 1,
    _ change: (inout ConnectionRules) -> Void
  ) -> ChannelUpkeep {
    var rules = ConnectionRules()
    rules.keepaliveTime = nil
    change(&rules)
    var generator = SplitMix64(seed: seed)
    return ChannelUpkeep(rules, at: at(0), &generator)
  }

  private func sight(
    _ now: Int64,
    lastRead: Int64 = 0,
    hasCalls: Bool = false,
    calls: Int = 0
  ) -> ChannelUpkeep.Sight {
    ChannelUpkeep.Sight(
      now: at(now),
      lastRead: at(lastRead),
      hasCalls: hasCalls,
      calls: calls
    )
  }

  @Test func `a silent client is asked and then cut, with calls or without`() {
    var upkeep = upkeep {
      $0.keepaliveTime = .milliseconds(100)
      $0.keepaliveTimeout = .milliseconds(30)
    }
    #expect(upkeep.check(sight(99)) == .nothing)
    #expect(upkeep.next(sight(99)) == at(100))
    #expect(upkeep.check(sight(100)) == .ping)
    #expect(upkeep.next(sight(100)) == at(130))
    #expect(upkeep.check(sight(129)) == .nothing)
    #expect(upkeep.check(sight(130)) == .cut)
  }

  @Test func `a client that answers is asked again after the next silence`() {
    var upkeep = upkeep { $0.keepaliveTime = .milliseconds(100) }
    #expect(upkeep.check(sight(100)) == .ping)
    #expect(upkeep.next(sight(100)) == at(200))
    #expect(upkeep.check(sight(200, lastRead: 101)) == .nothing)
    #expect(upkeep.next(sight(200, lastRead: 101)) == at(201))
    #expect(upkeep.check(sight(201, lastRead: 101)) == .ping)
  }

  @Test func `an old connection is sent away within a tenth of its age, and cut after the grace`() {
    for seed in 0..<100 as Range<UInt64> {
      var upkeep = upkeep(seed: seed) {
        $0.maxAge = .seconds(10)
        $0.maxAgeGrace = .seconds(5)
      }
      let end = upkeep.next(sight(0))
      #expect((at(9_000)...at(11_000)).contains(end), "seed \(seed)")
      var then = sight(0, hasCalls: true, calls: 1)
      then.now = end - .milliseconds(1)
      #expect(upkeep.check(then) == .nothing)
      then.now = end
      #expect(upkeep.check(then) == .leave(.age))
      #expect(upkeep.check(then) == .nothing)
      #expect(upkeep.next(then) == end + .seconds(5))
      then.now = end + .seconds(5)
      #expect(upkeep.check(then) == .cut)
    }
  }

  @Test func `a client that does not answer the goodbye hears its last word all the same`() {
    var upkeep = upkeep { $0.maxIdle = .milliseconds(50) }
    #expect(upkeep.check(sight(50)) == .leave(.idleness))
    #expect(upkeep.next(sight(50)) == at(50) + .seconds(20))
    #expect(upkeep.check(sight(20_050)) == .fixLastStream)
    #expect(upkeep.check(sight(90_000)) == .nothing)
    #expect(upkeep.next(sight(90_000)) == .distantFuture)
  }

  @Test func `idleness counts from the end of the last call`() {
    var upkeep = upkeep { $0.maxIdle = .milliseconds(100) }
    #expect(upkeep.check(sight(90, lastRead: 10, hasCalls: true, calls: 1)) == .nothing)
    #expect(upkeep.next(sight(90, lastRead: 10, hasCalls: true, calls: 1)) == at(190))
    #expect(upkeep.check(sight(190, lastRead: 120, calls: 1)) == .nothing)
    #expect(upkeep.next(sight(190, lastRead: 120, calls: 1)) == at(220))
    #expect(upkeep.check(sight(220, lastRead: 120, calls: 1)) == .leave(.idleness))
  }
}
