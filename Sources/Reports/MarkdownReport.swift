public import Results

/// A result as a comment on a pull request.
public enum MarkdownReport {
  public static func text(_ result: ResultDocument) -> String {
    let facts = Facts(result)
    var lines = ["### \(escaped(facts.name)): \(facts.verdict)", ""]
    lines += facts.reasons.map { "- \(escaped($0))" }
    if !facts.reasons.isEmpty { lines.append("") }
    if let endedEarly = facts.endedEarly { lines += [escaped(endedEarly), ""] }
    if let broken = facts.brokenThresholds { lines += ["**\(broken)**", ""] }
    lines += table(facts.thresholds, notes: [])
    let flow = facts.flow.map { " · \(escaped($0))" } ?? ""
    lines += ["\(escaped(facts.load)) · \(escaped(facts.rate))\(flow)", ""]
    lines += table(facts.kinds, notes: [])
    lines += table(facts.targets, notes: [])
    lines += table(facts.latencies, notes: [facts.clocks, facts.method].compactMap { $0 })
    lines += table(facts.messages, notes: facts.messageClocks)
    lines += table(facts.phases(hasBars: false), notes: [Facts.phaseNote])
    lines += table(["calls", Figure.count(result.summary.calls), ""], alignment: "|---|---:|---:|")
    lines += facts.endings.map { row([$0.name, $0.count, $0.share]) } + [""]
    lines += table(["cost", ""], alignment: "|---|---|")
    lines += facts.costs.map { row([$0.title, $0.text]) } + [""]
    if !facts.failures.isEmpty {
      lines += table(["failures", "status", "message"], alignment: "|---:|---|---|")
      lines += facts.failures.map { row([$0.count, $0.status, $0.message]) }
      if facts.otherFailures > 0 {
        lines.append(row([Figure.count(facts.otherFailures), "others", ""]))
      }
      lines.append("")
    }
    lines.append("<sub>\(escaped(facts.machine))</sub>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func table(_ table: Table?, notes: [String]) -> [String] {
    guard let table else { return [] }
    let rules = table.alignments.map { $0 == .right ? "---:" : "---" }
    let lines = [row(table.head), "|\(rules.joined(separator: "|"))|"] + table.rows.map(row) + [""]
    return notes.isEmpty ? lines : lines + ["<sub>\(notes.joined(separator: "; "))</sub>", ""]
  }

  private static func table(_ head: [String], alignment: String) -> [String] {
    [row(head), alignment]
  }

  private static func row(_ cells: [String]) -> String {
    "| " + cells.map(escaped).joined(separator: " | ") + " |"
  }

  /// Text that is shown as it is: no markup, link, mention or reference can come of it.
  static func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      // A backslash does not stop a mention.
      case "@": escaped += "&#64;"
      case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "+", "!", "|", "~", "$", "\"", "'":
        escaped += "\\\(character)"
      default: escaped.append(character)
      }
    }
    // Without its colon or point an address is not made a link.
    return escaped.replacing("://", with: "&#58;//").replacing("www.", with: "www&#46;")
  }
}
