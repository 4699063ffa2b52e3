internal import Results

/// The parts of a page that are about one result.
struct HTMLRun {
  private let labelled: LabelledResult
  private let facts: Facts

  init(_ labelled: LabelledResult) {
    self.labelled = labelled
    facts = labelled.facts
  }

  /// The name, the verdict, and what speaks against the run.
  func heading(level: Int) -> String {
    let title = Markup.element(
      "h\(level)",
      [],
      [Markup.escaped(facts.name), " ", Self.badge(facts)]
    )
    let load = Markup.element(
      "p",
      [("class", "load")],
      text: "\(facts.load) · \(facts.startedAt)"
    )
    let notes = [facts.endedEarly, facts.brokenThresholds].compactMap { $0 }
    let reasons = (notes + facts.reasons).map { Markup.element("li", text: $0) }
    let list = reasons.isEmpty ? "" : Markup.element("ul", [("class", "reasons")], reasons)
    return Markup.element("header", [], [title, load, list])
  }

  static func badge(_ facts: Facts) -> String {
    Markup.element("span", [("class", "badge \(facts.verdict)")], text: facts.verdict)
  }

  /// The figures that are looked at first.
  var figures: String {
    let (summary, latency) = (labelled.result.summary, labelled.result.latency)
    let response = latency.response
    let time = { (value: Int64) in response.count > 0 ? Figure.measured(value) : "–" }
    var tiles = [
      ("achieved", Figure.rate(summary.achievedPerSecond), rateNote),
      ("response p50", time(response.p50), interval(.p50)),
      ("response p99", time(response.p99), interval(.p99)),
      ("response p99.9", time(response.p999), interval(.p999)),
      (
        "failed", Figure.count(summary.failed),
        "of \(Figure.count(summary.calls)) calls"
      ),
    ]
    if summary.clientCPUPerCall > 0 {
      let server = summary.serverCPUPerCall.map { "server \(Figure.measured($0 * 1e3))" }
      tiles.append(
        ("client CPU per call", Figure.measured(summary.clientCPUPerCall * 1e3), server ?? "")
      )
    }
    let elements = tiles.map { title, value, note in
      Markup.element(
        "div",
        title == "failed" && summary.failed > 0 ? [("class", "tile bad")] : [("class", "tile")],
        [
          Markup.element("dt", text: title),
          Markup.element("dd", [("class", "value")], text: value),
          Markup.element("dd", [("class", "note")], text: note),
        ]
      )
    }
    return Markup.element("dl", [("class", "tiles")], elements)
  }

  private var rateNote: String {
    let summary = labelled.result.summary
    if let offered = summary.offeredPerSecond { return "of \(Figure.rate(offered)) offered" }
    guard let bounds = summary.achievedPerSecondCI95, bounds.count == 2 else { return "" }
    return "95 %: \(Facts.range(Figure.rate(bounds[0]), Figure.rate(bounds[1])))"
  }

  private func interval(_ percentile: Percentile) -> String {
    let text = Facts.interval(labelled.result.latency.response, percentile)
    return text.isEmpty ? "" : "95 %: \(text)"
  }

  /// All else, from what is looked at often to what is rarely asked.
  var tables: String {
    let sections = [
      thresholds, latency, ending, kinds, targets, messages, phases, costs,
    ].filter { !$0.isEmpty }
    return Markup.element("div", [("class", "tables")], sections) + question + environment
  }

  private func section(_ title: String, _ content: [String], notes: [String] = []) -> String {
    let notes = notes.map { Markup.element("p", [("class", "note")], text: $0) }
    return Markup.element("section", [], [Markup.element("h3", text: title)] + content + notes)
  }

  private func id(_ name: String) -> String { "\(name)-\(labelled.id)" }

  private var thresholds: String {
    facts.thresholds.map {
      section("Thresholds", [HTMLTable.text($0, id: id("thresholds"))])
    } ?? ""
  }

  private var latency: String {
    section(
      "Latency",
      [HTMLTable.text(facts.latencies, id: id("latency"))],
      notes: [facts.clocks, facts.method].compactMap { $0 }
    )
  }

  private var ending: String {
    var table = Table([("calls", .left), ("", .right), ("", .right)])
    table.rows = facts.endings.map { [$0.name, $0.count, $0.share] }
    table.rows.append(["all", Figure.count(labelled.result.summary.calls), ""])
    var content = [HTMLTable.text(table, id: id("endings"), sums: true)]
    if !facts.failures.isEmpty {
      var failures = Table([("failures", .right), ("status", .left), ("message", .left)])
      failures.rows = facts.failures.map { [$0.count, $0.status, $0.message] }
      if facts.otherFailures > 0 {
        failures.rows.append([Figure.count(facts.otherFailures), "others", ""])
      }
      content.append(HTMLTable.text(failures, id: id("failures")))
    }
    return section("How calls ended", content)
  }

  private var kinds: String {
    facts.kinds.map {
      section("Kinds of call", [HTMLTable.text($0, id: id("kinds"), sums: true)])
    } ?? ""
  }

  private var targets: String {
    facts.targets.map {
      section("Targets", [HTMLTable.text($0, id: id("targets"), sums: true)])
    } ?? ""
  }

  private var messages: String {
    facts.messages.map {
      section(
        "Messages inside calls",
        [HTMLTable.text($0, id: id("messages"))],
        notes: facts.messageClocks
      )
    } ?? ""
  }

  private var phases: String {
    facts.phases(hasBars: false).map {
      section(
        "Phases",
        [HTMLTable.text($0, id: id("phases"), sums: true)],
        notes: [Facts.phaseNote]
      )
    } ?? ""
  }

  private var costs: String {
    let flow = facts.flow.map { [(title: "flow", text: $0)] } ?? []
    return section(
      "Cost and connections",
      [HTMLTable.pairs((flow + facts.costs).map { ($0.title, $0.text) }, id: id("cost"))]
    )
  }

  private var question: String {
    folded("Configuration", HTMLTable.pairs(facts.configuration, id: id("configuration")))
  }

  private var environment: String {
    folded("Environment", HTMLTable.pairs(facts.environment, id: id("environment")))
  }

  private func folded(_ title: String, _ content: String) -> String {
    Markup.element("details", [], [Markup.element("summary", text: title), content])
  }

  var footer: String { Markup.element("footer", [], [Markup.element("p", text: facts.machine)]) }
}
