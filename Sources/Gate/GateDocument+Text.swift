internal import Results
internal import Statistics

/// A gate told.
extension GateDocument {
  /// For the terminal.
  public var text: String {
    let heading = [title, ""] + shownReasons.map { "- \($0)" } + (reasons.isEmpty ? [] : [""])
    return (heading + table.lines + ["", setting]).joined(separator: "\n") + "\n"
  }

  /// For a comment on a pull request.
  public var markdown: String {
    let heading =
      ["### \(TextTable.escaped(title))", ""] + shownReasons.map { "- \(TextTable.escaped($0))" }
      + (reasons.isEmpty ? [] : [""])
    return (heading + table.markdown + ["", "<sub>\(TextTable.escaped(setting))</sub>"])
      .joined(separator: "\n") + "\n"
  }

  private var table: TextTable {
    TextTable(head: Self.head, left: [0, 4], rows: verdict.findings.map(cells))
  }

  private var shownReasons: [String] { reasons.map { OneLine.text($0, limit: 300) } }

  private static let head = ["metric", "shift", "at least … at most", "p", ""]

  private func cells(_ finding: GateFinding) -> [String] {
    let bounds =
      finding.lower.flatMap { lower in
        finding.upper.map { "\(Figure.change(lower)) … \(Figure.change($0))" }
      } ?? "–"
    return [
      finding.metric, finding.shift.map(Figure.change) ?? "–", bounds,
      Figure.probability(finding.probability), finding.outcome.rawValue,
    ]
  }

  private var title: String {
    "\(answer.rawValue.uppercased()): \(OneLine.text(candidate, limit: 80)) against "
      + OneLine.text(baseline, limit: 80)
  }

  private var setting: String {
    let seconds = Figure.time(duet.round)
    return "\(rounds.count) rounds of \(seconds) in slices of \(Figure.time(duet.slice)) at "
      + "\(Figure.rate(duet.rate)); fails if p ≤ \(rules.significance) and the "
      + "shift is at least \(Figure.change(rules.leastShift)), passes if every shift is "
      + "surely below "
      + "\(Figure.change(rules.tolerance)); false alarms at most "
      + "\(Figure.share(rules.falseAlarm(metrics: verdict.findings.count))); frozen "
      + "\(Figure.share(frozenShare)) of the time; seed \(duet.seed)"
  }
}
