import Testing

@testable import Statistics

struct ChangePointsTests {
  static func noise(seed: UInt64, count: Int, level: Double, noise: Double) -> [Double] {
    var random = Seeded(seed: seed)
    return (0..<count).map { _ in
      level + noise
        * (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0..<1, using: &random) }
    }
  }

  /// The split by the definition: every distance of every pair, for each place anew.
  static func plainSplit(_ values: [Double]) -> Int? {
    var best: (Int, Double)?
    let least = ChangePoints.leastLength
    for split in stride(from: least, through: values.count - least, by: 1) {
      let (left, right) = (values[..<split], values[split...])
      let (m, n) = (Double(left.count), Double(right.count))
      var (across, within, beyond) = (0.0, 0.0, 0.0)
      for x in left { for y in right { across += abs(x - y) } }
      for i in left.indices {
        for j in left.indices where i < j { within += abs(left[i] - left[j]) }
      }
      for i in right.indices {
        for j in right.indices where i < j { beyond += abs(right[i] - right[j]) }
      }
      let energy =
        2 / (m * n) * across - within / (m * (m - 1) / 2) - beyond / (n * (n - 1) / 2)
      let weight = m * n / (m + n) * energy
      if best.map({ weight > $0.1 * (1 + 1e-12) }) ?? true { best = (split, weight) }
    }
    return best?.0
  }

  /// All changes by the definition: split, test, split again, then drop what is not sure.
  static func plainPoints(_ series: [Double], _ rules: ChangePoints) -> [Int] {
    func probability(_ range: Range<Int>, _ split: Int) -> Double {
      let (left, right) = (
        Array(series[range.lowerBound..<split]), Array(series[split..<range.upperBound])
      )
      let mean = { (values: [Double]) in values.reduce(0, +) / Double(values.count) }
      let (a, b) = (mean(left), mean(right))
      let squares =
        left.reduce(0) { $0 + ($1 - a) * ($1 - a) } + right.reduce(0) { $0 + ($1 - b) * ($1 - b) }
      let degrees = Double(left.count + right.count - 2)
      let (m, n) = (Double(left.count), Double(right.count))
      let error = (squares / degrees * (1 / m + 1 / n)).squareRoot()
      return StudentT.probability(beyond: (a - b) / error, degrees: degrees)
    }
    func candidates(_ range: Range<Int>) -> [Int] {
      guard range.count >= 2 * ChangePoints.leastLength,
        let split = plainSplit(Array(series[range])).map({ $0 + range.lowerBound }),
        probability(range, split) <= rules.significance * 10
      else { return [] }
      return candidates(range.lowerBound..<split) + [split] + candidates(split..<range.upperBound)
    }
    var found: Set<Int> = []
    for start in stride(from: 0, to: series.count, by: rules.window / 2) {
      let end = min(series.count, start + rules.window)
      found.formUnion(candidates(start..<end))
      if end == series.count { break }
    }
    var points = found.sorted()
    while !points.isEmpty {
      let ends = [0] + points + [series.count]
      let chances = points.indices.map { probability(ends[$0]..<ends[$0 + 2], points[$0]) }
      guard let worst = chances.indices.max(by: { chances[$0] < chances[$1] }),
        chances[worst] > rules.significance
      else { break }
      points.remove(at: worst)
    }
    return points
  }

  @Test(arguments: UInt64(1)...100)
  func `a hundred series have the changes that a plain reference finds`(seed: UInt64) {
    var random = Seeded(seed: seed)
    var series: [Double] = []
    for part in 0..<Int.random(in: 1...4, using: &random) {
      series += Self.noise(
        seed: seed &* 31 &+ UInt64(part),
        count: Int.random(in: 5...40, using: &random),
        level: Double.random(in: 95...110, using: &random),
        noise: Double.random(in: 0.5...3, using: &random)
      )
    }
    let rules = ChangePoints()
    let points = rules.points(in: series)
    #expect(points.map(\.index) == Self.plainPoints(series, rules), "seed \(seed)")
    #expect(points.allSatisfy { $0.probability <= rules.significance })
    #expect(points == rules.points(in: series))
    for start in [0, series.count / 3] where series.count - start >= 6 {
      let stretch = series[start...]
      #expect(
        ChangePoints.bestSplit(of: stretch) == Self.plainSplit(Array(stretch)).map { $0 + start },
        "seed \(seed)"
      )
    }
  }

  @Test func `a step is found where it is, with the levels on both sides`() throws {
    for seed in UInt64(1)...20 {
      let series =
        Self.noise(seed: seed, count: 30, level: 100, noise: 1)
        + Self.noise(seed: seed + 100, count: 20, level: 105, noise: 1)
      let points = ChangePoints().points(in: series)
      let point = try #require(points.first, "seed \(seed)")
      #expect(points.count == 1 && abs(point.index - 30) <= 1, "seed \(seed): \(points)")
      #expect(abs((point.change ?? 0) - 0.05) < 0.01, "seed \(seed)")
    }
  }

  @Test func `a steady series has nearly never a change`() {
    let found = (UInt64(1)...200).count { seed in
      !ChangePoints().points(in: Self.noise(seed: seed, count: 100, level: 50, noise: 1)).isEmpty
    }
    // The place is the best of a hundred, so the t-test's 0.001 is not the level of the whole.
    #expect(found <= 30, "\(found) of 200")
  }

  @Test func `one value that stands out is no change of the level`() {
    var series = Self.noise(seed: 4, count: 40, level: 100, noise: 1)
    series[20] = 160
    #expect(ChangePoints().points(in: series).isEmpty)
  }

  @Test func `a change below the least that matters is dropped`() {
    let series =
      Self.noise(seed: 1, count: 30, level: 100, noise: 0.2)
      + Self.noise(seed: 2, count: 30, level: 102, noise: 0.2)
    var rules = ChangePoints()
    #expect(rules.points(in: series).count == 1)
    rules.leastChange = 0.05
    #expect(rules.points(in: series).isEmpty)
  }

  @Test(arguments: [1.2, 1.7, 2.2, 3.5])
  func `a change below the least that matters is dropped also where that is above twofold`(
    change: Double
  ) {
    let series =
      Self.noise(seed: 1, count: 30, level: 100, noise: 0.2)
      + Self.noise(seed: 2, count: 30, level: 100 * (1 + change), noise: 0.2)
    var rules = ChangePoints()
    rules.leastChange = 5
    #expect(rules.points(in: series).isEmpty)
    rules.leastChange = 0.9 * change
    #expect(rules.points(in: series).count == 1)
  }

  @Test func `short and constant series have none`() {
    for series in [[], [1], [1, 2, 3, 4, 5], [Double](repeating: 7, count: 30)] {
      #expect(ChangePoints().points(in: series).isEmpty)
    }
    let step = [Double](repeating: 1, count: 5) + [Double](repeating: 2, count: 5)
    #expect(ChangePoints().points(in: step).map(\.index) == [5])
  }
}
