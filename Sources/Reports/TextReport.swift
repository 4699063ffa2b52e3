public import Results

/// Results for the terminal: the verdict, then the numbers.
public enum TextReport {
  /// Lines are kept to this width, except for the messages of failures.
  static let width = 96

  /// Several results begin with a table of them.
  public static func text(_ results: [ResultDocument]) -> String {
    let reports = results.map(text)
    guard results.count > 1 else { return reports.joined() }
    let runs = RunsTable.table(LabelledResult.all(results)).lines.joined(separator: "\n")
    return ([runs + "\n"] + reports).joined(separator: "\n\n")
  }

  public static func text(_ result: ResultDocument) -> String {
    let facts = Facts(result)
    let sections = [
      heading(facts), facts.thresholds?.lines ?? [], calls(facts, result), facts.kinds?.lines ?? [],
      facts.targets?.lines ?? [], latencies(facts),
      messages(facts), phases(facts), costs(facts), failures(facts),
      wrapped(facts.machine, indent: ""),
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n") + "\n"
  }

  private static func heading(_ facts: Facts) -> [String] {
    let verdict = facts.verdict.uppercased()
    var lines = ["\(facts.name) · \(facts.load)", ""]
    lines.append(facts.reasons.isEmpty ? verdict : "\(verdict), because")
    for reason in facts.reasons {
      lines += wrapped("- \(reason)", indent: "  ")
    }
    return lines + (facts.endedEarly.map { wrapped($0, indent: "") } ?? [])
  }

  private static func calls(_ facts: Facts, _ result: ResultDocument) -> [String] {
    var columns = Columns([.left, .right, .right])
    columns.add(["calls", Figure.count(result.summary.calls)])
    for ending in facts.endings {
      columns.add(["  \(ending.name)", ending.count, ending.share])
    }
    return [facts.rate] + (facts.flow.map { [$0] } ?? []) + columns.lines()
  }

  private static func latencies(_ facts: Facts) -> [String] {
    facts.latencies.lines + [facts.clocks, facts.method].compactMap { $0 }
  }

  private static func messages(_ facts: Facts) -> [String] {
    guard let table = facts.messages else { return [] }
    return table.lines + facts.messageClocks
  }

  private static func phases(_ facts: Facts) -> [String] {
    guard let table = facts.phases(hasBars: true) else { return [] }
    return table.lines + [Facts.phaseNote]
  }

  private static func costs(_ facts: Facts) -> [String] {
    var columns = Columns([.left, .left])
    for fact in facts.costs { columns.add([fact.title, fact.text]) }
    return columns.lines()
  }

  private static func failures(_ facts: Facts) -> [String] {
    guard !facts.failures.isEmpty else { return [] }
    var columns = Columns([.right, .left, .left])
    for failure in facts.failures {
      columns.add([failure.count, failure.status, failure.message])
    }
    if facts.otherFailures > 0 {
      columns.add([Figure.count(facts.otherFailures), "others"])
    }
    return ["failures"] + columns.lines(indent: 2)
  }

  /// The words of `text` in lines of at most `width` characters, each after `indent`; all but the
  /// first of a list item stand below its text.
  private static func wrapped(_ text: String, indent: String) -> [String] {
    let hanging = text.hasPrefix("- ") ? indent + "  " : indent
    var lines: [String] = []
    var line = indent
    var isEmpty = true
    for word in text.split(separator: " ") {
      if !isEmpty, line.count + 1 + word.count > width {
        lines.append(line)
        line = hanging
        isEmpty = true
      }
      line += isEmpty ? word : " " + word
      isEmpty = false
    }
    return lines + [line]
  }
}
