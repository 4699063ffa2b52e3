import Foundation
import Statistics

/// What the rounds answer to one question, as a ratio.
public struct Effect: Codable, Equatable, Sendable {
  public let kind: Contrast.Kind
  public let place: String
  /// The Hodges-Lehmann estimate: 1.2 where JSON costs 20 % more.
  public let ratio: Double
  /// The exact 95 % interval; nil where there are too few rounds.
  public let lower: Double?
  public let upper: Double?
  /// How likely rounds like these are if the ratio is 1 (signed rank, exact, two-sided).
  public let p: Double
  /// The same with regard to all interactions that were asked for (Holm); nil for other questions.
  public var adjustedP: Double?
  public let rounds: Int

  /// The factor by which the ratio may be away from 1, up or down: the farther end of the interval.
  public var reach: Double? {
    guard let lower, let upper else { return nil }
    return max(upper, 1 / lower)
  }

  /// How many times the interval's lower end its upper end is.
  public var span: Double? {
    guard let lower, let upper else { return nil }
    return upper / lower
  }

  /// Fewer rounds have no 95 % interval: the signed-rank sum of five has too few values.
  public static let fewestRounds = 6
  static let confidence = 0.95

  private enum CodingKeys: String, CodingKey {
    case kind, place, ratio, lower, upper, p
    case adjustedP = "adjusted_p"
    case rounds
  }

  /// The effect that rounds show; nil if no round has an answer.
  init?(_ contrast: Contrast, _ answers: [Double]) {
    guard let estimate = HodgesLehmann(answers), let test = SignedRank(answers) else { return nil }
    kind = contrast.kind
    place = contrast.place
    ratio = exp(estimate.shift)
    let interval = estimate.interval(confidence: Self.confidence)
    lower = interval.map { exp($0.lowerBound) }
    upper = interval.map { exp($0.upperBound) }
    p = test.probability(.different)
    rounds = answers.count
  }

  public var key: String { "\(kind.rawValue).\(place)" }
}

/// Holm's correction: of several tests, the chance that any is wrong stays below the level.
enum Holm {
  /// The p-values with regard to each other, in the same order.
  static func adjusted(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var adjusted = values
    var least = 0.0
    for (rank, index) in order.enumerated() {
      least = max(least, min(1, values[index] * Double(values.count - rank)))
      adjusted[index] = least
    }
    return adjusted
  }
}
