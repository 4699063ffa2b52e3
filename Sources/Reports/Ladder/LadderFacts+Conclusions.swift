import Ladder
import Results

/// What may be said, in sentences.
extension LadderFacts {
  /// One sentence for each measure of a payload.
  func conclusions(_ found: PayloadFindings) -> [String] {
    found.measures.compactMap { Self.conclusion($0) }
  }

  private static func conclusion(_ found: MeasureFindings) -> String? {
    guard let pooled = found.effect(.encoding, Contrast.pooled) else { return nil }
    let title = found.measure.title
    switch found.conclusion {
    case .single:
      return "\(title): JSON makes it \(change(pooled)) over every carrier alike, "
        + "within \(percent(Conclusion.margin)): one figure is allowed."
    case .depends:
      let figures = Cell.Carrier.allCases.compactMap { carrier in
        found.effect(.encoding, carrier.rawValue).map { "\(carrier.title) \(change($0))" }
      }
      return "\(title): what JSON does depends on the carrier: \(figures.joined(separator: "; ")). "
        + "No single figure is allowed."
    case .open:
      let reach =
        found.effects.filter { $0.kind == .interaction }
        .map { max($0.upper ?? 1, 1 / ($0.lower ?? 1)) }.max() ?? 1
      return "\(title): JSON makes it \(change(pooled)) in the mean over the carriers. They were "
        + "not found to differ, and could by up to \(percent(reach)): it is no figure for each."
    case .tooFew:
      return "\(title): \(found.effects.first?.rounds ?? 0) rounds are too few for an interval; "
        + "play at least \(Effect.fewestRounds)."
    }
  }

  /// `+21 % (+19 % … +23 %)`.
  static func change(_ effect: Effect) -> String {
    guard let lower = effect.lower, let upper = effect.upper else { return percent(effect.ratio) }
    return "\(percent(effect.ratio)) (\(percent(lower)) … \(percent(upper)))"
  }

  private static func percent(_ ratio: Double) -> String {
    let share = ratio - 1
    return "\(share < 0 ? "−" : "+")\(Figure.share(abs(share)))"
  }

  /// The codec's part in what JSON costs.
  func codec(_ check: CodecCheck) -> Table {
    var table = Table([
      ("JSON less protobuf, CPU per call", .left), ("in all", .right), ("codec alone", .right),
      ("the rest", .right), ("parts make up the whole", .left),
    ])
    table.rows = check.rows.map { row in
      [
        row.carrier.title, Self.text(row.whole), Self.text(check.parts), Self.text(row.rest),
        row.agrees.map { $0 ? "yes, within the interval" : "no" } ?? "too few rounds",
      ]
    }
    return table
  }

  func codecNote(_ check: CodecCheck) -> String {
    let times = check.passes == 0 ? "not at all" : check.passes == 1 ? "once" : "twice"
    return "codec alone: a message written and read \(times) per call, "
      + "measured in the client between the slices; the rest is what longer messages and heads "
      + "cost besides"
  }

  private static func text(_ difference: CodecCheck.Difference) -> String {
    guard let lower = difference.lower, let upper = difference.upper else {
      return signed(difference.estimate)
    }
    return "\(signed(difference.estimate)) (\(signed(lower)) … \(signed(upper)))"
  }

  private static func signed(_ nanoseconds: Double) -> String {
    "\(nanoseconds < 0 ? "−" : "")\(Figure.time(abs(nanoseconds)))"
  }

  /// What the test of interactions does on these rounds' noise.
  static func resampling(_ resampling: Resampling) -> Table {
    var table = Table([
      ("test of interactions", .left), ("false alarms", .right), ("share", .right),
      ("10 % found", .right), ("share", .right),
    ])
    table.rows = resampling.rows.map { row in
      [
        row.measure.title, Figure.count(UInt64(row.falseAlarms)),
        share(row.falseAlarms, resampling), Figure.count(UInt64(row.found)),
        share(row.found, resampling),
      ]
    }
    return table
  }

  static func resamplingNote(_ resampling: Resampling) -> String {
    "\(Figure.count(UInt64(resampling.ladders))) ladders played again from these rounds with the "
      + "signs of coins: none of them has an interaction; then with "
      + "\(Resampling.plantedCell.title) "
      + "10 % up: each has one. The level is \(Figure.share(Conclusion.level))."
  }

  private static func share(_ count: Int, _ resampling: Resampling) -> String {
    Figure.share(Double(count) / Double(max(1, resampling.ladders)))
  }
}
