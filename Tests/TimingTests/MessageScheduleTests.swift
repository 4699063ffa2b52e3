import Foundation
import Testing
import Timing

@Suite struct MessageScheduleTests {
  private func schedule(
    _ process: ArrivalProcess,
    _ rate: String,
    seed: UInt64 = 1,
    key: UInt64 = 1
  ) throws -> MessageSchedule {
    MessageSchedule(
      process,
      rate: try Rate(text: rate),
      start: Instant(nanoseconds: 1_000),
      seed: seed,
      key: key
    )
  }

  @Test func `evenly spaced messages are due at exact instants, from the start on`() throws {
    var schedule = try schedule(.constant, "3")
    let offsets = (0..<7).map { _ in schedule.next().nanoseconds - 1_000 }
    #expect(
      offsets == [
        0, 333_333_333, 666_666_666, 1_000_000_000, 1_333_333_333, 1_666_666_666, 2_000_000_000,
      ]
    )
  }

  @Test(arguments: ["100M", "99999999", "0.000001", "2.5k", "30000.1"])
  func `a message is where the exact fraction says, however many came before`(text: String) throws {
    let rate = try Rate(text: text)
    var schedule = try schedule(.constant, text)
    var wrong: [UInt64] = []
    for index in 0..<100_000 as Range<UInt64> {
      let exact = UInt128(index) * 1_000_000_000 * UInt128(rate.denominator)
      let offset = min(exact / UInt128(rate.numerator), 1_000_000_000_000_000_000)
      if UInt128(schedule.next().nanoseconds - 1_000) != offset { wrong.append(index) }
    }
    #expect(wrong == [], "\(text)")
  }

  @Test func `there is no drift after millions of messages`() throws {
    var schedule = try schedule(.constant, "5999993")
    var due = schedule.next()
    for _ in 0..<5_999_993 { due = schedule.next() }
    #expect(due.nanoseconds == 1_000 + 1_000_000_000)
  }

  @Test(arguments: ["0.5", "1000", "300k"], 1...3 as ClosedRange<UInt64>)
  func `the gaps of a Poisson process are exponential`(text: String, seed: UInt64) throws {
    let rate = try Rate(text: text)
    var gaps: [Double] = []
    var turns = 0
    // Many short calls, because that is what a run has.
    for key in 0..<400 as Range<UInt64> {
      var schedule = try schedule(.poisson, text, seed: seed, key: key)
      var last = Instant(nanoseconds: 1_000)
      for _ in 0..<50 {
        let due = schedule.next()
        if due < last { turns += 1 }
        gaps.append(Double((due - last).count) / rate.meanGap)
        last = due
      }
    }
    #expect(turns == 0, "seed \(seed)")
    let mean = gaps.reduce(0, +) / Double(gaps.count)
    // Four standard errors.
    #expect(abs(mean - 1) < 4 / Double(gaps.count).squareRoot(), "\(text), seed \(seed)")
    // The critical value of the 0.1 % level.
    #expect(kolmogorovSmirnov(gaps) < 1.949, "\(text), seed \(seed)")
  }

  @Test func `calls differ by their keys, and the same key gives the same instants`() throws {
    func instants(_ seed: UInt64, _ key: UInt64) throws -> [Instant] {
      var schedule = try schedule(.poisson, "1000", seed: seed, key: key)
      return (0..<10).map { _ in schedule.next() }
    }
    #expect(try instants(1, 1) == instants(1, 1))
    #expect(try instants(1, 1) != instants(1, 2))
    #expect(try instants(1, 1) != instants(2, 1))
  }

  @Test func `a message that no run reaches is still an instant`() throws {
    var schedule = try schedule(.constant, "0.000001")
    var last = schedule.next()
    for _ in 0..<2_000 {
      let due = schedule.next()
      last = max(due, last)
      #expect(due == last)
    }
    #expect(last < .distantFuture)
  }

  /// The distance between the gaps' distribution and the exponential one with mean 1, times the
  /// root of their number.
  private func kolmogorovSmirnov(_ gaps: [Double]) -> Double {
    let count = Double(gaps.count)
    var distance = 0.0
    for (index, gap) in gaps.sorted().enumerated() {
      let expected = 1 - exp(-gap)
      distance = max(distance, Double(index + 1) / count - expected)
      distance = max(distance, expected - Double(index) / count)
    }
    return distance * count.squareRoot()
  }
}
