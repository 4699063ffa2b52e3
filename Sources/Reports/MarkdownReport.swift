public import Results

/// Results as a comment on a pull request: what decides stands open, the rest is folded.
public enum MarkdownReport {
  /// Several results begin with a table of them.
  public static func text(_ results: [ResultDocument]) -> String {
    let reports = results.map(text)
    guard results.count > 1 else { return reports.joined() }
    let runs = table(RunsTable.table(LabelledResult.all(results)), notes: [])
    return ([runs.joined(separator: "\n")] + reports).joined(separator: "\n")
  }

  public static func text(_ result: ResultDocument) -> String {
    let facts = Facts(result)
    var lines = ["### \(Markdown.escaped(facts.name)): \(facts.verdict)", ""]
    lines += facts.reasons.map { "- \(Markdown.escaped($0))" }
    if !facts.reasons.isEmpty { lines.append("") }
    if let endedEarly = facts.endedEarly { lines += [Markdown.escaped(endedEarly), ""] }
    if let broken = facts.brokenThresholds { lines += ["**\(broken)**", ""] }
    lines += table(facts.thresholds, notes: [])
    let flow = facts.flow.map { " · \(Markdown.escaped($0))" } ?? ""
    lines += ["\(Markdown.escaped(facts.load)) · \(Markdown.escaped(facts.rate))\(flow)", ""]
    lines += table(facts.kinds, notes: [])
    lines += table(facts.targets, notes: [])
    lines += table(facts.latencies, notes: [facts.clocks, facts.method].compactMap { $0 })
    lines += failures(facts)
    lines += folded("Messages inside calls", table(facts.messages, notes: facts.messageClocks))
    lines += folded("Phases", table(facts.phases(hasBars: false), notes: [Facts.phaseNote]))
    lines += folded("Calls and cost", ends(facts) + costs(facts))
    lines.append("<sub>\(Markdown.escaped(facts.machine))</sub>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func failures(_ facts: Facts) -> [String] {
    guard !facts.failures.isEmpty else { return [] }
    var lines = head(["failures", "status", "message"], alignment: "|---:|---|---|")
    lines += facts.failures.map { row([$0.count, $0.status, $0.message]) }
    if facts.otherFailures > 0 {
      lines.append(row([Figure.count(facts.otherFailures), "others", ""]))
    }
    return lines + [""]
  }

  private static func ends(_ facts: Facts) -> [String] {
    head(
      ["calls", Figure.count(facts.result.summary.calls), ""],
      alignment: "|---|---:|---:|"
    ) + facts.endings.map { row([$0.name, $0.count, $0.share]) } + [""]
  }

  private static func costs(_ facts: Facts) -> [String] {
    head(["cost", ""], alignment: "|---|---|") + facts.costs.map { row([$0.title, $0.text]) } + [""]
  }

  /// Lines that are shown when their title is clicked; nothing if there are none.
  private static func folded(_ title: String, _ lines: [String]) -> [String] {
    // Markdown begins again after a blank line.
    lines.isEmpty
      ? [] : ["<details><summary>\(title)</summary>", ""] + lines + ["</details>", ""]
  }

  private static func table(_ table: Table?, notes: [String]) -> [String] {
    guard let table else { return [] }
    let lines = table.markdown + [""]
    return notes.isEmpty ? lines : lines + ["<sub>\(notes.joined(separator: "; "))</sub>", ""]
  }

  private static func head(_ head: [String], alignment: String) -> [String] {
    [row(head), alignment]
  }

  private static func row(_ cells: [String]) -> String { Table.row(cells) }
}
