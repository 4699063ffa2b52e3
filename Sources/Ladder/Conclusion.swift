import Foundation

/// What may be said of JSON's effect on a measure: one figure for all carriers, or none.
public enum Conclusion: String, Codable, Sendable {
  /// It is the same over all carriers, within the margin: one figure is allowed.
  case single
  /// It differs between carriers: each needs its own figure.
  case depends
  /// No difference was found, and one above the margin could be there all the same.
  case open
  /// There are too few rounds to say.
  case tooFew = "too_few"

  /// The level of the test of interactions.
  public static let level = 0.05
  /// Differences up to this factor do not matter for a figure that people quote.
  public static let margin = 1.05

  /// The conclusion from the interactions of a measure, with p-values that know of each other.
  init(_ interactions: [Effect]) {
    guard !interactions.isEmpty, interactions.allSatisfy({ $0.lower != nil }) else {
      self = .tooFew
      return
    }
    if interactions.contains(where: { ($0.adjustedP ?? $0.p) <= Self.level }) {
      self = .depends
      return
    }
    let isWithin = interactions.allSatisfy { effect in
      guard let lower = effect.lower, let upper = effect.upper else { return false }
      return lower >= 1 / Self.margin && upper <= Self.margin
    }
    self = isWithin ? .single : .open
  }
}
