internal import Results
internal import Statistics

/// A comparison told.
extension Comparison {
  /// For the terminal.
  public var text: String {
    let heading = [title, ""] + warnings.map { "- \($0)" } + (warnings.isEmpty ? [] : [""])
    return (heading + table.lines + [""] + notes).joined(separator: "\n") + "\n"
  }

  /// For a comment on a pull request.
  public var markdown: String {
    let heading =
      ["### \(TextTable.escaped(title))", ""] + warnings.map { "- \(TextTable.escaped($0))" }
      + (warnings.isEmpty ? [] : [""])
    return (heading + table.markdown + [""] + notes.map { "<sub>\($0)</sub>" })
      .joined(separator: "\n") + "\n"
  }

  private var table: TextTable {
    TextTable(head: Self.head, left: [0, 5], rows: changes.map(\.cells))
  }

  private static let head = ["metric", "old", "new", "change", "95 % interval", "conclusion"]

  private var title: String {
    "\(OneLine.text(old, limit: 80)) (\(Self.runs(oldRuns))) against "
      + "\(OneLine.text(new, limit: 80)) (\(Self.runs(newRuns)))"
  }

  private var warnings: [String] { objections.map { "not comparable: \($0)" } }

  private static func runs(_ count: Int) -> String { count == 1 ? "1 run" : "\(count) runs" }

  private var notes: [String] {
    let bases = Set(changes.map(\.basis))
    var notes: [String] = []
    if bases.contains(.runs) {
      notes.append("Intervals are exact, by ranks of the runs (Mann and Whitney).")
    }
    if bases.contains(.blocks) {
      notes.append(
        "One run a side: intervals come from how its seconds differ and are a lower bound. Another "
          + "run of the same build settles elsewhere; compare several, or use grpcbench gate."
      )
    }
    if oldRuns + newRuns > 2, !bases.contains(.runs) {
      notes.append("Too few runs for an interval; give four or more a side.")
    }
    return notes
  }
}

extension MetricChange {
  var cells: [String] {
    [
      metric, Figure.amount(old, unit), Figure.amount(new, unit),
      change.map(Figure.change) ?? "–", interval, saying,
    ]
  }

  private var interval: String {
    guard let lower, let upper else { return "–" }
    return "\(Figure.change(lower)) … \(Figure.change(upper))"
  }

  private var saying: String {
    switch (conclusion, basis) {
    case (.same, .none): "the same"
    case (.same, _): "~ no change shown"
    case (.unknown, _): "– cannot say"
    case (.better, .blocks): "better in these two runs"
    case (.worse, .blocks): "worse in these two runs"
    case (.better, _): "better"
    case (.worse, _): "worse"
    }
  }
}
