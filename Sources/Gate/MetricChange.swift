internal import Foundation
public import Scenarios
internal import Statistics
public import Results

/// One metric of two sides: old, new, by how much it changed, and what may be concluded.
public struct MetricChange: Codable, Sendable, Equatable {
  /// What the change's interval was found from.
  public enum Basis: String, Codable, Sendable, CaseIterable {
    /// How the runs of each side differ: exact, by ranks.
    case runs
    /// How the seconds of the two runs differ: a lower bound, because another run settles
    /// elsewhere.
    case blocks
    /// Nothing: there is no interval.
    case none
  }

  public enum Conclusion: String, Codable, Sendable, CaseIterable {
    case better
    case worse
    /// The interval holds no change at all.
    case same
    /// There is no interval.
    case unknown
  }

  public var metric: String
  public var unit: Quantity

  /// The median of the old side's runs, and of the new side's; nil where a run of it has no such
  /// figure.
  public var old: Double?
  public var new: Double?

  /// How much higher new is, as a share of old: with several runs their shift; nil where old is
  /// zero.
  public var change: Double?

  /// Its 95 % interval.
  public var lower: Double?
  public var upper: Double?

  /// The exact probability of runs that differ so much if both sides were alike; nil without runs.
  public var probability: Double?
  public var basis: Basis
  public var conclusion: Conclusion

  static let confidence = 0.95

  /// Of a count that is zero in one run, at least so many in the other are more than chance: each
  /// of them would be as likely in either run, and all of five in the same one with 2 · 2⁻⁵ > 5 %.
  static let leastCount = 6.0

  /// - Returns: Nil if no run has such a figure.
  public init?(_ metric: Metric, old: [ResultDocument], new: [ResultDocument]) {
    let quantity = metric.quantities[0]
    let olds = old.compactMap { metric.value(in: $0, as: quantity) }
    let news = new.compactMap { metric.value(in: $0, as: quantity) }
    guard !old.isEmpty, !new.isEmpty, !(olds + news).isEmpty else { return nil }
    self.metric = metric.name
    unit = quantity
    basis = .none
    conclusion = .unknown
    let before = olds.count == old.count ? Self.median(olds) : nil
    let after = news.count == new.count ? Self.median(news) : nil
    (self.old, self.new) = (before, after)
    guard let before, let after else { return }
    change = before > 0 ? after / before - 1 : nil
    let isHigherBetter = metric.isHigherBetter
    let isSingle = olds.count == 1 && news.count == 1
    if Set(olds + news) == [0] {
      conclusion = .same
    } else if !(olds + news).allSatisfy({ $0 > 0 }) {
      // There is no ratio to zero, but there are ranks.
      conclusion =
        isSingle
        ? Self.conclusion(before, after, quantity, isHigherBetter)
        : takeSum(olds, news, isHigherBetter)
    } else if isSingle {
      takeBlocks(metric, before, after, old[0], new[0])
    } else {
      takeRanks(olds, news)
    }
    if let lower, let upper {
      conclusion = lower > 0 || upper < 0 ? Self.judged(lower > 0, isHigherBetter) : .same
    }
  }

  private static func judged(_ isHigher: Bool, _ isHigherBetter: Bool) -> Conclusion {
    isHigher == isHigherBetter ? .better : .worse
  }

  /// What one run a side says, of which one has nothing.
  private static func conclusion(
    _ before: Double,
    _ after: Double,
    _ quantity: Quantity,
    _ isHigherBetter: Bool
  ) -> Conclusion {
    guard quantity != .count || max(before, after) >= leastCount else { return .unknown }
    return judged(after > before, isHigherBetter)
  }

  /// What ranks alone say of several runs a side.
  private mutating func takeSum(
    _ olds: [Double],
    _ news: [Double],
    _ isHigherBetter: Bool
  ) -> Conclusion {
    guard let test = RankSum(olds, news) else { return .unknown }
    let probability = test.probability(.different)
    self.probability = probability
    // With too few runs for an interval no order of them would be unlikely enough.
    guard test.interval(confidence: Self.confidence) != nil else { return .unknown }
    basis = .runs
    guard probability <= 1 - Self.confidence else { return .same }
    return Self.judged(test.probability(.greater) < test.probability(.less), isHigherBetter)
  }

  private mutating func takeRanks(_ olds: [Double], _ news: [Double]) {
    guard let test = RankSum(olds.map { log($0) }, news.map { log($0) }) else { return }
    probability = test.probability(.different)
    change = exp(test.shift) - 1
    guard let interval = test.interval(confidence: Self.confidence) else { return }
    lower = exp(interval.lowerBound) - 1
    upper = exp(interval.upperBound) - 1
    basis = .runs
  }

  /// The interval of a ratio of two independent figures from the interval of each (Zou and Donner's
  /// method of variance estimates recovery): distances from the point to the bounds add up as
  /// squares.
  private mutating func takeBlocks(
    _ metric: Metric,
    _ before: Double,
    _ after: Double,
    _ old: ResultDocument,
    _ new: ResultDocument
  ) {
    guard let a = metric.interval(in: old), let b = metric.interval(in: new),
      a.lowerBound > 0, b.lowerBound > 0
    else { return }
    let (pointA, pointB) = (log(before), log(after))
    let middle = pointB - pointA
    let down = hypot(max(0, pointB - log(b.lowerBound)), max(0, log(a.upperBound) - pointA))
    let up = hypot(max(0, log(b.upperBound) - pointB), max(0, pointA - log(a.lowerBound)))
    lower = exp(middle - down) - 1
    upper = exp(middle + up) - 1
    basis = .blocks
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

extension Metric {
  /// Whether more of it is what people want.
  public var isHigherBetter: Bool {
    switch self {
    case .achieved, .calls(.ok), .calls(.calls), .messages, .traffic, .offered, .status("OK"): true
    default: false
    }
  }

  /// The 95 % interval that a result gives for the figure itself, from how its seconds differ.
  ///
  /// An interval by order statistics is none: it takes calls for independent, which neighbours are
  /// not, and calls two runs of the same build different most of the time.
  func interval(in result: ResultDocument) -> ClosedRange<Double>? {
    switch self {
    case .achieved:
      guard let bounds = result.summary.achievedPerSecondCI95, bounds.count == 2,
        bounds[0] <= bounds[1]
      else { return nil }
      return bounds[0]...bounds[1]
    case .latency(let clock, let figure):
      guard let percentile = Percentile.allCases.first(where: { $0.title == figure.rawValue }),
        let intervals = result.latencies(clock)?.ci95, intervals.method == .blockBootstrap,
        let bounds = intervals[percentile], bounds.lower <= bounds.upper
      else { return nil }
      return Double(bounds.lower)...Double(bounds.upper)
    default: return nil
    }
  }
}
