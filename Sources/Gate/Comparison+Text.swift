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
    if max(oldRuns, newRuns) > RankSum.most {
      notes.append("Too many runs for an interval; give at most \(RankSum.most) a side.")
    } else if oldRuns + newRuns > 2, !bases.contains(.runs) {
      notes.append("Too few runs for an interval; give four or more a side.")
    }
    if !bases.isSubset(of: [.none]) {
      notes.append(
        "Each row is judged by itself: of twenty rows in which nothing changed, one differs by "
          + "chance."
      )
    }
    return notes
  }
}

extension MetricChange {
  var cells: [String] {
    [
      metric, amount(old), amount(new), change.map(Figure.change) ?? "–", interval, saying,
    ]
  }

  private func amount(_ value: Double?) -> String {
    value.map { Figure.amount($0, unit) } ?? "–"
  }

  private var interval: String {
    guard let lower, let upper else { return "–" }
    return "\(Figure.change(lower)) … \(Figure.change(upper))"
  }

  private var saying: String {
    switch (conclusion, basis) {
    case _ where old == nil || new == nil:
      "– not measured in \(old == nil ? "old" : "new")"
    case (.same, .none): "the same"
    case (.better, .none): "better: \(old == 0 ? "none before" : "none now")"
    case (.worse, .none): "worse: \(old == 0 ? "none before" : "none now")"
    case (.same, _): "~ no change shown"
    case (.unknown, _): "– cannot say"
    case (.better, .blocks): "better in these two runs"
    case (.worse, .blocks): "worse in these two runs"
    case (.better, _): "better"
    case (.worse, _): "worse"
    }
  }
}
