import Testing
import Timing

@testable import Scenarios

@Suite struct SpreadTests {
  private func draws(_ spread: Spread, seed: UInt64, count: Int = 20_000) -> [Double] {
    var generator = SplitMix64(seed: seed)
    return (0..<count).map { _ in Double(spread.draw(&generator).count) }
  }

  @Test(
    arguments: [
      ("5ms", .constant(.milliseconds(5))), ("constant 0s", .constant(.zero)),
      ("exponential 2us", .exponential(mean: .microseconds(2))),
      ("lognormal 5ms 0.5", .lognormal(median: .milliseconds(5), sigma: 0.5)),
    ] as [(String, Spread)]
  )
  func `a spread is read`(text: String, spread: Spread) throws {
    #expect(try Spread(text: text) == spread)
  }

  @Test(
    arguments: [
      "", "constant", "5", "normal 5ms", "exponential", "exponential 5ms 2", "lognormal 5ms",
      "lognormal 5ms x", "lognormal 5ms -1", "lognormal 5ms 6", "61s", "-1ms", "lognormal 1 1",
    ]
  )
  func `what is no spread is refused with how to write one`(text: String) {
    let error = #expect(throws: KnobError.self) { try Spread(text: text) }
    #expect(error?.description.contains("write it as \"constant 5ms\"") == true)
  }

  @Test func `a constant is always the same`() {
    #expect(Set(draws(.constant(.milliseconds(3)), seed: 1, count: 10)) == [3e6])
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `exponential lengths have their mean and its deviation`(seed: UInt64) {
    let lengths = draws(.exponential(mean: .milliseconds(5)), seed: seed)
    let mean = lengths.reduce(0, +) / Double(lengths.count)
    let variance = lengths.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(lengths.count)
    // Five standard errors of 20,000 draws are 3.5 %.
    #expect(abs(mean / 5e6 - 1) < 0.036, "seed \(seed)")
    #expect(abs(variance.squareRoot() / 5e6 - 1) < 0.06, "seed \(seed)")
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `lognormal lengths have their median and spread`(seed: UInt64) {
    let spread = Spread.lognormal(median: .milliseconds(5), sigma: 0.5)
    let lengths = draws(spread, seed: seed).sorted()
    #expect(abs(lengths[10_000] / 5e6 - 1) < 0.03, "seed \(seed)")
    // One standard deviation above the median lies e^0.5 times it, at 84.13 %.
    #expect(abs(lengths[16_827] / (5e6 * 1.6487) - 1) < 0.04, "seed \(seed)")
  }

  @Test func `the same seed draws the same, another one others`() {
    let spread = Spread.lognormal(median: .milliseconds(5), sigma: 1)
    #expect(draws(spread, seed: 7, count: 50) == draws(spread, seed: 7, count: 50))
    #expect(draws(spread, seed: 7, count: 50) != draws(spread, seed: 8, count: 50))
  }

  @Test func `no length is above the limit`() {
    let spread = Spread.lognormal(median: .seconds(60), sigma: 5)
    #expect(draws(spread, seed: 1, count: 1_000).max() == Double(Spread.longest.count))
  }
}
