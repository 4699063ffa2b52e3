import Foundation

/// What may be said of JSON's effect on a measure: one figure for all carriers, or none.
public enum Conclusion: String, Codable, Sendable {
  /// It is the same over all carriers, within the margin: one ratio is allowed.
  case single
  /// The ratio differs between carriers: each needs its own.
  case depends
  /// No difference was found, and one above the margin could be there all the same.
  case open
  /// There are too few rounds for the test to find anything.
  case tooFew = "too_few"

  /// The level of the test of interactions.
  public static let level = 0.05
  /// Differences up to this factor do not matter for a figure that people quote.
  public static let margin = 1.05

  /// The fewest rounds in which an interaction can be found at all.
  ///
  /// Where all rounds say the same, the signed rank has p = 2 / 2^n, and Holm multiplies the least
  /// p by the number of tests.
  ///
  /// - Parameter tests: How many interactions of a measure know of each other, over all payloads.
  /// - Returns: The number of rounds.
  public static func fewestRounds(tests: Int) -> Int {
    max(Effect.fewestRounds, 1 + Int(log2(Double(max(1, tests)) / level).rounded(.up)))
  }

  /// The conclusion from the interactions of a measure, with p-values that know of each other.
  ///
  /// - Parameters:
  ///   - interactions: Those of one payload.
  ///   - tests: How many of the measure know of each other, over all payloads.
  ///   - reach: The factor by which the ratios over any two carriers may differ; nil where there
  ///     are too few rounds for an interval.
  init(_ interactions: [Effect], tests: Int, reach: Double?) {
    guard !interactions.isEmpty, let reach else {
      self = .tooFew
      return
    }
    if interactions.contains(where: { ($0.adjustedP ?? $0.p) <= Self.level }) {
      self = .depends
      return
    }
    let rounds = interactions.map(\.rounds).min() ?? 0
    let isEnough = rounds >= Self.fewestRounds(tests: tests)
    self = reach <= Self.margin ? .single : isEnough ? .open : .tooFew
  }
}
