/// Where the level of a series changes, by E-divisive means with a t-test instead of permutations,
/// so that the same series always has the same answer.
///
/// A stretch is split where the energy distance between its two parts is largest (Matteson and
/// James, A Nonparametric Approach for Multiple Change Point Analysis, 2014), if the t-test says
/// with a weak level that the parts differ; then the parts are split. Of these candidates the
/// least sure one is dropped until all are sure (Fleming, Kołaczkowski and others, Hunter, 2023).
public struct ChangePoints: Sendable {
  /// A change is believed if chance explains it with at most this probability.
  public var significance = 0.001

  /// … and if it is at least this share of the level before it.
  public var leastChange = 0.0

  /// Candidates are looked for in windows of so many values, so that old ones do not blur new ones.
  public var window = 50

  /// Fewer values than this on a side say nothing about a level.
  public static let leastLength = 3

  /// The level by which candidates are taken is weaker by this factor.
  private static let weakness = 10.0

  public init() {}

  /// A change of the level: it holds from the value at `index` on.
  public struct Point: Equatable, Sendable {
    public var index: Int
    /// The mean between the change before, or the beginning, and this one.
    public var before: Double
    /// The mean from here to the next change, or the end.
    public var after: Double
    public var probability: Double

    /// The change as a share of the level before it; nil if that is zero.
    public var change: Double? { before != 0 ? (after - before) / abs(before) : nil }
  }

  /// The changes in a series of finite values, in order.
  public func points(in series: [Double]) -> [Point] {
    var indices = candidates(in: series)
    while true {
      let points = Self.points(at: indices, in: series)
      let weakest = points.max { self.weakness(of: $0) < self.weakness(of: $1) }
      guard let weakest, weakness(of: weakest) > significance else { return points }
      indices.removeAll { $0 == weakest.index }
    }
  }

  /// A change that is too small is weaker than any that is not sure, the more the smaller it is.
  private func weakness(of point: Point) -> Double {
    if let change = point.change, abs(change) < leastChange { return 1 + 1 / (1 + abs(change)) }
    return point.probability
  }

  private func candidates(in series: [Double]) -> [Int] {
    var found: Set<Int> = []
    var start = 0
    while true {
      let end = min(series.count, start + window)
      split(start..<end, of: series, into: &found)
      if end == series.count { return found.sorted() }
      start += max(1, window / 2)
    }
  }

  private func split(_ range: Range<Int>, of series: [Double], into found: inout Set<Int>) {
    guard let index = Self.bestSplit(of: series[range]) else { return }
    let point = Self.point(at: index, in: range, of: series)
    guard point.probability <= significance * Self.weakness else { return }
    found.insert(index)
    split(range.lowerBound..<index, of: series, into: &found)
    split(index..<range.upperBound, of: series, into: &found)
  }

  private static func points(at indices: [Int], in series: [Double]) -> [Point] {
    let ends = [0] + indices + [series.count]
    return indices.indices.map {
      point(at: indices[$0], in: ends[$0]..<ends[$0 + 2], of: series)
    }
  }

  private static func point(at index: Int, in range: Range<Int>, of series: [Double]) -> Point {
    let before = Moments(series[range.lowerBound..<index])
    let after = Moments(series[index..<range.upperBound])
    return Point(
      index: index,
      before: before.mean,
      after: after.mean,
      probability: before.probabilityOfEqualMeans(with: after)
    )
  }

  /// Where the energy distance between both parts, weighted by their lengths, is largest; nil if
  /// the stretch is too short.
  ///
  /// The sums of distances within and between the parts are carried from one place to the next: a
  /// value that goes over to the left part takes its distances with it.
  static func bestSplit(of stretch: ArraySlice<Double>) -> Int? {
    guard stretch.count >= 2 * leastLength else { return nil }
    var (left, across, right) = (0.0, 0.0, 0.0)
    for first in stretch.indices {
      for second in first..<stretch.endIndex { right += abs(stretch[first] - stretch[second]) }
    }
    var best: (index: Int, weight: Double)?
    for index in stretch.indices.dropLast(leastLength) {
      let value = stretch[index]
      let toLeft = stretch[..<index].reduce(0) { $0 + abs($1 - value) }
      let toRight = stretch[index...].reduce(0) { $0 + abs($1 - value) }
      left += toLeft
      right -= toRight
      across += toRight - toLeft
      let split = index + 1
      guard split - stretch.startIndex >= leastLength else { continue }
      let m = Double(split - stretch.startIndex)
      let n = Double(stretch.endIndex - split)
      let energy =
        2 * across / (m * n) - 2 * left / (m * (m - 1)) - 2 * right / (n * (n - 1))
      let weight = m * n / (m + n) * energy
      if best.map({ weight > $0.weight }) ?? true { best = (split, weight) }
    }
    return best?.index
  }
}

/// Count, mean and squared deviations of a stretch.
private struct Moments {
  let count: Double
  let mean: Double
  let squares: Double

  init(_ values: ArraySlice<Double>) {
    count = Double(values.count)
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    self.mean = mean
    squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
  }

  /// Student's two-sided test with the variance of both together.
  func probabilityOfEqualMeans(with other: Moments) -> Double {
    let degrees = count + other.count - 2
    guard degrees > 0, mean != other.mean else { return 1 }
    let variance = (squares + other.squares) / degrees
    let error = (variance * (1 / count + 1 / other.count)).squareRoot()
    guard error > 0 else { return 0 }
    return StudentT.probability(beyond: (mean - other.mean) / error, degrees: degrees)
  }
}
