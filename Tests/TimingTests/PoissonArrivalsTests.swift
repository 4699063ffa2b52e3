import Foundation
import Testing
import Timing

@Suite struct PoissonArrivalsTests {
  /// Rates on both sides of one arrival a window, where a wrong seam between windows would show.
  static let rates = ["0.5", "60", "150", "1000", "20k", "300k"]

  @Test(arguments: rates)
  func `the gaps are exponential`(text: String) throws {
    let gaps = try unitGaps(rate: Rate(text: text), count: 20_000, seed: 1)
    // Twelve looks, so the critical values are those of the 0.1 % level.
    #expect(kolmogorovSmirnov(gaps) < 1.949, "rate \(text), seed 1")
    #expect(andersonDarling(gaps) < 5.97, "rate \(text), seed 1")
  }

  @Test func `the distribution tests refuse gaps that are not exponential`() throws {
    var random = SplitMix64(seed: 1)
    let uniform = (0..<20_000).map { _ in 2 * random.nextUnit() }
    #expect(kolmogorovSmirnov(uniform) > 1.949)
    #expect(andersonDarling(uniform) > 5.97)
    let tooFast = try unitGaps(rate: Rate(text: "1000"), count: 20_000, seed: 1).map { $0 * 0.97 }
    #expect(andersonDarling(tooFast) > 5.97)
  }

  @Test(arguments: rates)
  func `neighbouring gaps know nothing of each other`(text: String) throws {
    let gaps = try unitGaps(rate: Rate(text: text), count: 20_000, seed: 2).map { $0 - 1 }
    let products = zip(gaps, gaps.dropFirst()).map { $0 * $1 }
    let correlation = products.reduce(0, +) / gaps.map { $0 * $0 }.reduce(0, +)
    // Three standard errors.
    #expect(abs(correlation) < 3 / Double(gaps.count).squareRoot(), "rate \(text), seed 2")
  }

  @Test(arguments: 1...5 as ClosedRange<UInt64>)
  func `the mean rate is right and counts scatter like a Poisson process`(seed: UInt64) throws {
    var arrivals = PoissonArrivals(
      rate: try Rate(text: "1000"),
      start: Instant(nanoseconds: 0),
      seed: seed
    )
    var counts = [Double](repeating: 0, count: 100)
    while case let arrival = arrivals.next(), arrival < Instant(nanoseconds: 100_000_000_000) {
      counts[Int(arrival.nanoseconds / 1_000_000_000)] += 1
    }
    let mean = counts.reduce(0, +) / 100
    #expect(abs(mean - 1000) < 4 * (1000.0 / 100).squareRoot(), "seed \(seed)")
    let variance = counts.map { ($0 - mean) * ($0 - mean) }.reduce(0, +) / 99
    // Four standard errors of the index of dispersion, sqrt(2 / 99) each.
    #expect(abs(variance / mean - 1) < 4 * (2.0 / 99).squareRoot(), "seed \(seed)")
  }

  @Test(arguments: rates)
  func `arrivals never go back`(text: String) throws {
    var arrivals = PoissonArrivals(
      rate: try Rate(text: text),
      start: Instant(nanoseconds: 5),
      seed: 3
    )
    var last = Instant(nanoseconds: 5)
    var steps = 0
    while steps < 50_000, case let arrival = arrivals.next(), last <= arrival {
      last = arrival
      steps += 1
    }
    #expect(steps == 50_000)
  }

  @Test func `the same seed gives the same schedule and another seed another`() throws {
    let rate = try Rate(text: "5000")
    let first = schedule(rate: rate, seed: 42)
    #expect(first == schedule(rate: rate, seed: 42))
    #expect(first != schedule(rate: rate, seed: 43))
    // Known values: a schedule must not change between versions, or results stop being comparable.
    #expect(first.prefix(3).map(\.nanoseconds) == [352_069, 774_196, 872_452])
  }

  @Test func `the slowest rate finds its next arrival at once`() throws {
    var arrivals = PoissonArrivals(
      rate: try Rate(text: "0.000001"),
      start: Instant(nanoseconds: 0),
      seed: 1
    )
    for _ in 0..<100_000 { _ = arrivals.next() }
    #expect(arrivals.next() == .distantFuture)
  }

  private func schedule(rate: Rate, seed: UInt64) -> [Instant] {
    var arrivals = PoissonArrivals(rate: rate, start: Instant(nanoseconds: 0), seed: seed)
    return (0..<1_000).map { _ in arrivals.next() }
  }

  /// Gaps in units of the mean gap.
  private func unitGaps(rate: Rate, count: Int, seed: UInt64) throws -> [Double] {
    var arrivals = PoissonArrivals(rate: rate, start: Instant(nanoseconds: 0), seed: seed)
    var last = Instant(nanoseconds: 0)
    return (0..<count).map { _ in
      let arrival = arrivals.next()
      defer { last = arrival }
      return Double((arrival - last).count) / rate.meanGap
    }
  }

  /// The Kolmogorov–Smirnov distance to the unit exponential, times the root of the count.
  private func kolmogorovSmirnov(_ gaps: [Double]) -> Double {
    let count = Double(gaps.count)
    let distances = gaps.sorted().enumerated().map { index, gap in
      let expected = 1 - exp(-gap)
      return max(expected - Double(index) / count, Double(index + 1) / count - expected)
    }
    return (distances.max() ?? 0) * count.squareRoot()
  }

  /// The Anderson–Darling statistic against the unit exponential, which weighs the tails.
  private func andersonDarling(_ gaps: [Double]) -> Double {
    // A gap of zero whole nanoseconds stands for one below half a nanosecond.
    let sorted = gaps.map { max($0, 1e-6) }.sorted()
    let count = Double(sorted.count)
    let sum = zip(sorted, sorted.reversed()).enumerated().map { index, pair in
      (2 * Double(index) + 1) * (log(1 - exp(-pair.0)) - pair.1)
    }
    return -count - sum.reduce(0, +) / count
  }
}
