internal import Foundation
internal import Statistics

/// What the rounds say about one metric so far.
public struct GateFinding: Codable, Equatable, Sendable {
  public enum Outcome: String, Codable, CaseIterable, Sendable {
    /// The candidate is worse: significantly, and by enough to matter.
    case worse
    /// The candidate is surely not worse by the tolerance.
    case fine
    /// Neither is shown yet.
    case open
  }

  public var metric: String

  /// Rounds in which both sides had the figure.
  public var rounds: Int

  /// The candidate's figure ÷ the baseline's − 1, by Hodges and Lehmann; nil without rounds.
  ///
  /// Of failed calls it is the candidate's share − the baseline's.
  public var shift: Double?

  /// Its bounds, each with the rules' confidence; nil with too few rounds to say.
  public var lower: Double?
  public var upper: Double?

  /// The exact one-sided probability of what was seen if both sides were alike.
  public var probability: Double
  public var outcome: Outcome

  enum CodingKeys: String, CodingKey {
    case metric, rounds, shift, lower, upper, probability, outcome
  }

  /// - Parameters:
  ///   - metric: The metric's name.
  ///   - differences: For each round ln(candidate ÷ baseline) of the metric, or of failed calls
  ///     candidate − baseline; what is not finite, because a side had no such figure, says
  ///     nothing.
  ///   - rounds: How many rounds there were.
  ///   - rules: By which it is judged.
  public init(_ metric: String, _ differences: [Double], rounds: Int, by rules: GateRules) {
    self.metric = metric
    let known = differences.filter(\.isFinite)
    self.rounds = known.count
    let estimate = HodgesLehmann(known)
    let isShare = metric == GateMetric.failed.rawValue
    let relative = { (shift: Double) in isShare ? shift : exp(shift) - 1 }
    let leastShift = isShare ? GateRules.leastFailed : rules.leastShift
    let tolerance = isShare ? GateRules.leastFailed : rules.tolerance
    shift = estimate.map { relative($0.shift) }
    lower = estimate?.lowerBound(confidence: rules.confidence).map(relative)
    upper = estimate?.upperBound(confidence: rules.confidence).map(relative)
    probability = SignedRank(known)?.probability(.greater) ?? 1
    let isWorse = probability <= rules.significance && (shift ?? 0) >= leastShift
    // A figure that is missing in some rounds is not shown to be fine.
    let isFine = known.count == rounds && (upper ?? .infinity) < tolerance
    outcome = isWorse ? .worse : isFine ? .fine : .open
  }
}
