internal import Foundation

/// By which rules a gate decides: all of its parameters.
///
/// Each metric is tested at each look, so the chance of a false alarm is at most the number of
/// metrics times the number of looks times `significance`, whatever the noise is: the order of each
/// round's two sides is drawn, and the signed-rank test needs nothing else.
public struct GateRules: Codable, Equatable, Sendable {
  /// After how many rounds it is looked whether they say enough, from few to many.
  public var looks: [Int]

  /// A metric is worse only if chance explains what was seen with at most this probability.
  public var significance: Double

  /// … and only if it is shifted by at least this share of the baseline.
  public var leastShift: Double

  /// A metric is fine if its shift is surely below this share.
  public var tolerance: Double

  /// How sure that is: the one-sided confidence of the upper bound.
  public var confidence: Double

  public init(
    looks: [Int] = [16, 32],
    significance: Double = 0.0015,
    leastShift: Double = 0.025,
    tolerance: Double = 0.05,
    confidence: Double = 0.975
  ) {
    self.looks = looks
    self.significance = significance
    self.leastShift = leastShift
    self.tolerance = tolerance
    self.confidence = confidence
  }

  enum CodingKeys: String, CodingKey {
    case looks, significance, tolerance, confidence
    case leastShift = "least_shift"
  }

  /// The share of its calls by which a candidate may fail more than the baseline: a thousandth.
  ///
  /// More is worse, if it is significant; a candidate that is not surely below it is not fine.
  public static let leastFailed = 0.001

  /// Rounds with a flaw that a gate bears: a quarter of those until its first look.
  public var mostFlawed: Int { (looks.first ?? 0) / 4 }

  /// The most rounds that a gate takes.
  public var mostRounds: Int { looks.last ?? 0 }

  /// The most rounds that rules may ask for; the exact test has a limit of its own.
  public static let mostRounds = 256

  /// The chance that a gate on so many metrics fails although nothing has changed: at most this.
  public func falseAlarm(metrics: Int) -> Double {
    min(1, Double(metrics * looks.count) * significance)
  }

  /// Why these rules cannot work, in words that follow "the gate's rules"; nil if they can.
  public var flaw: String? {
    guard !looks.isEmpty, zip(looks, looks.dropFirst()).allSatisfy({ $0 < $1 }) else {
      return "need looks that grow, such as 16,32"
    }
    guard looks[0] > 0, mostRounds <= Self.mostRounds else {
      return "allow looks after 1 to \(Self.mostRounds) rounds"
    }
    guard (0..<1).contains(significance), significance > 0 else {
      return "need a significance between 0 and 1"
    }
    guard (0.5..<1).contains(confidence) else { return "need a confidence of 0.5 to below 1" }
    guard leastShift >= 0, tolerance > 0, leastShift.isFinite, tolerance.isFinite else {
      return "need a shift and a tolerance above 0"
    }
    // All of n rounds on one side have the probability 2⁻ⁿ.
    let needed = Int((-log2(significance)).rounded(.up))
    guard looks[0] >= needed else {
      return "cannot fail at a look after \(looks[0]) rounds: a significance of \(significance) "
        + "needs at least \(needed)"
    }
    return nil
  }
}
