internal import Results

/// Several results side by side, a row each.
enum RunsTable {
  static func table(_ results: [LabelledResult]) -> Table {
    var table = Table([
      ("run", .left), ("when", .left), ("verdict", .left), ("calls/s", .right), ("p50", .right),
      ("p99", .right), ("p99.9", .right), ("max", .right), ("failed", .right),
      ("client CPU", .right), ("server CPU", .right),
    ])
    table.rows = results.map(row)
    return table
  }

  private static func row(_ labelled: LabelledResult) -> [String] {
    let facts = labelled.facts
    let (summary, response) = (labelled.result.summary, labelled.result.latency.response)
    // A latency of which there is none is not zero.
    let time = { (value: Int64) in response.count > 0 ? Figure.measured(value) : "–" }
    let cost = { (microseconds: Double?) in
      microseconds.map { Figure.measured($0 * 1e3) } ?? "–"
    }
    return [
      labelled.label, facts.startedAt, facts.verdict,
      Facts.perSecond(summary.achievedPerSecond), time(response.p50), time(response.p99),
      time(response.p999), time(response.max), Figure.count(summary.failed),
      cost(summary.clientCPUPerCall), cost(summary.serverCPUPerCall),
    ]
  }
}
