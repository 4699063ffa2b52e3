import Ladder
import Results

/// What the codec has to do with it, and what the tests do on these rounds.
extension LadderFacts {
  /// The codec's part in what JSON costs.
  func codec(_ check: CodecCheck) -> Table {
    var table = Table([
      ("JSON less protobuf, CPU per call", .left), ("in all", .right),
      ("more than over Connect on HTTP/2", .right), ("codec alone", .right),
      ("the rest", .right), ("parts make up the whole", .left),
    ])
    table.rows = check.rows.map { row in
      [
        row.carrier.title, Self.text(row.whole), row.beyond.map(Self.text) ?? "–",
        Self.text(check.parts), Self.text(row.rest),
        row.agrees.map { $0 ? "yes, within the interval" : "no" } ?? "too few rounds",
      ]
    }
    return table
  }

  func codecNote(_ check: CodecCheck) -> String {
    let times = check.passes == 0 ? "not at all" : check.passes == 1 ? "once" : "twice"
    let medians =
      check.isOfMeans == false
      ? "; it is a median here and all others are means, so the rest seems larger than it is where "
        + "the machine was slow at times" : ""
    return "codec alone: a message written and read \(times) per call, "
      + "measured in the client between the slices; the rest is what longer messages and heads "
      + "cost besides\(medians)"
  }

  static func text(_ difference: CodecCheck.Difference) -> String {
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
      + "signs of coins: none of them has an interaction, and a false alarm is one that sees any; "
      + "then with \(Resampling.plantedCell.title) 10 % up for one payload, each in its turn, and "
      + "found is this interaction and no other. The level is \(Figure.share(Conclusion.level))."
  }

  private static func share(_ count: Int, _ resampling: Resampling) -> String {
    Figure.share(Double(count) / Double(max(1, resampling.ladders)))
  }
}
