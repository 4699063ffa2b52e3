import Testing
import Timing

@testable import ReferenceServer

@Suite struct PingPolicyTests {
  private func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

  private func policy(_ change: (inout ConnectionRules) -> Void = { _ in }) -> PingPolicy {
    var rules = ConnectionRules()
    rules.minPingInterval = .seconds(10)
    change(&rules)
    return PingPolicy(rules)
  }

  @Test func `the third PING that comes too soon is too many`() {
    var policy = policy()
    let verdicts = [0, 1, 2, 3].map {
      policy.receivedPing(at: at($0), hasCalls: true, activity: 0)
    }
    #expect(verdicts == [false, false, false, true])
  }

  @Test func `PINGs at the permitted interval are fine for ever`() {
    var policy = policy()
    for number in 0..<1_000 as Range<Int64> {
      #expect(policy.receivedPing(at: at(number * 10), hasCalls: true, activity: 0) == false)
    }
  }

  @Test func `what is sent on a stream forgives every strike`() {
    var policy = policy()
    for number in 0..<1_000 {
      #expect(policy.receivedPing(at: at(0), hasCalls: true, activity: number / 3) == false)
    }
  }

  @Test func `without calls the interval is two hours, unless it is permitted`() {
    var strict = policy()
    let verdicts = [0, 7_000, 14_000, 21_000].map {
      strict.receivedPing(at: at($0), hasCalls: false, activity: 0)
    }
    #expect(verdicts == [false, false, false, true])
    var lenient = policy { $0.permitsPingsWithoutCalls = true }
    for number in 0..<100 as Range<Int64> {
      #expect(lenient.receivedPing(at: at(number * 10), hasCalls: false, activity: 0) == false)
    }
  }
}
