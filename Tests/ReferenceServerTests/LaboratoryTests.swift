import Scenarios
import Testing
import Timing
import Transport

@testable import ReferenceServer

@Suite struct LaboratoryTests {
  private func fates(seed: UInt64, thread: Int = 0, count: Int = 2_000) throws -> [String] {
    var options = LaboratoryOptions()
    options.seed = seed
    try options.conditions.set(.delay, "exponential 5ms")
    try options.conditions.set(.fail, "UNAVAILABLE 10%")
    try options.conditions.set(.reset, "CANCEL 10%")
    try options.conditions.set(.drop, "every 100")
    try options.conditions.set(.goAway, "every 50")
    let laboratory = Laboratory(options, thread: thread)
    return (0..<count).map { _ in
      let treatment = laboratory.treatment(options.conditions)
      return
        "\(treatment.delay.count) \(String(describing: treatment.fault)) \(treatment.goAway != nil)"
    }
  }

  @Test(arguments: [0, 1, 42, .max] as [UInt64])
  func `the same seed has the same fates in store`(seed: UInt64) throws {
    #expect(try fates(seed: seed) == fates(seed: seed))
    #expect(try fates(seed: seed) != fates(seed: seed &+ 1))
    #expect(try fates(seed: seed) != fates(seed: seed, thread: 1))
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `faults are as frequent as they were ordered`(seed: UInt64) throws {
    let fates = try fates(seed: seed, count: 20_000)
    let failed = fates.count { $0.contains("UNAVAILABLE") }
    // Five standard deviations of 20,000 draws at 10 % are 212.
    #expect(abs(failed - 2_000) < 212, "seed \(seed): \(failed)")
    #expect(fates.count { $0.hasSuffix("true") } == 400)
  }

  @Test func `calls beyond the rate have their turns one after the other`() throws {
    let bucket = SharedBucket(try Capacity(text: "100"))
    let laboratory = Laboratory(LaboratoryOptions(), bucket: bucket)
    laboratory.now = Instant(nanoseconds: 1_000_000_000)
    let call = Wakeups.Entry(
      at: .distantFuture,
      channel: Token(index: 0, generation: 0),
      slot: 0,
      id: 1,
      errand: .turn
    )
    guard case .now = laboratory.turn(for: call) else {
      Issue.record("the first call waits")
      return
    }
    for milliseconds in [10, 20] as [Int64] {
      guard case .later(let turn) = laboratory.turn(for: call) else {
        Issue.record("a call does not wait")
        return
      }
      #expect(turn == laboratory.now + .milliseconds(milliseconds))
    }
    #expect(laboratory.next == laboratory.now + .milliseconds(10))
  }

  @Test func `work is paid in processor time`() {
    let laboratory = Laboratory(LaboratoryOptions())
    laboratory.perform(.milliseconds(2))
    #expect(laboratory.now == Instant(nanoseconds: 2_000_000))
  }
}
