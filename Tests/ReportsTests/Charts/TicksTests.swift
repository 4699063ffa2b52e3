import Testing

@testable import Reports

struct TicksTests {
  @Test(arguments: [
    (0.0, Quantity.rate, ["0"]), (1, .count, ["0", "1"]), (3, .count, ["0", "1", "2", "3"]),
    (617_220, .rate, ["0", "200 k", "400 k", "600 k", "800 k"]),
    (1_000, .rate, ["0", "500", "1,000"]), (9_000, .rate, ["0", "5,000", "10 k"]),
    (0.0049, .share, ["0", "0.2 %", "0.4 %", "0.6 %"]),
    (1_300, .time, ["0", "500 ns", "1 µs", "1.5 µs"]),
    (2.1e6, .time, ["0", "1 ms", "2 ms", "3 ms"]),
    (11e6, .bytes, ["0", "5 MiB", "10 MiB", "15 MiB"]), (3, .bytes, ["0", "1 B", "2 B", "3 B"]),
    (12, .elapsed, ["0", "5 s", "10 s", "15 s"]),
    (3_600, .elapsed, ["0", "15 min", "30 min", "45 min", "1 h"]),
    (5_000, .elapsed, ["0", "30 min", "1 h", "1 h 30 min"]),
    (.infinity, .time, ["0"]), (.nan, .time, ["0"]), (-1, .time, ["0"]),
  ])
  func `linear axes are marked at few round values`(
    highest: Double,
    quantity: Quantity,
    labels: [String]
  ) {
    #expect(Ticks.linear(through: highest, quantity).map(\.label) == labels)
  }

  @Test func `linear marks begin at zero, hold the highest value and are a few`() {
    for exponent in -30...170 {
      for factor in [1.0, 1.3, 2, 4.99, 7, 9.9999] {
        var highest = factor
        for _ in 0..<abs(exponent / 10) { highest *= exponent > 0 ? 10 : 0.1 }
        for quantity in [Quantity.time, .rate, .bytes, .count, .share, .elapsed] {
          let ticks = Ticks.linear(through: highest, quantity)
          #expect(ticks.first?.value == 0 && (2...9).contains(ticks.count), "\(highest)")
          #expect((ticks.last?.value ?? 0) >= highest * (1 - 1e-9), "\(highest) \(quantity)")
        }
      }
    }
  }

  @Test(arguments: [
    (1.0...1_000.0, ["1", "10", "100", "1,000"]),
    (1...100, ["1", "2", "5", "10", "20", "50", "100"]),
    (20...500, ["20", "50", "100", "200", "500"]),
    (1...1e12, ["1", "100", "10 k", "1 M", "100 M", "10 G", "1 T"]),
  ])
  func `logarithmic axes are marked at powers of ten, or finer where there is room`(
    range: ClosedRange<Double>,
    labels: [String]
  ) {
    let ticks = Ticks.logarithmic(range, .count)
    #expect(ticks.map(\.label).filter { !$0.isEmpty } == labels)
    #expect(ticks.allSatisfy { range.contains($0.value) })
  }

  @Test(arguments: [
    (3.0...700.0, 2.0...1_000.0), (1...10, 1...10), (1_000...1_000, 1_000...10_000),
    (5...5.1, 5...10), (0.02...0.9, 0.02...1),
  ])
  func `a range is rounded outwards`(range: ClosedRange<Double>, rounded: ClosedRange<Double>) {
    let result = Ticks.round(range)
    #expect(abs(result.lowerBound / rounded.lowerBound - 1) < 1e-9)
    #expect(abs(result.upperBound / rounded.upperBound - 1) < 1e-9)
  }

  @Test func `percentiles have a nine more each, as far as there are calls`() {
    #expect(
      Ticks.percentiles(through: 1e5).map(\.label)
        == ["0", "50 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"]
    )
    #expect(Ticks.percentiles(through: 1e7).last?.label == "7 nines")
    #expect(Ticks.percentiles(through: 1e18).count == 19)
  }
}
