public import Results
internal import Statistics

/// Runs in a list, a line each.
public enum RunList {
  /// The runs in their order, below a head.
  public static func text(_ runs: [KeptRun]) -> String {
    var columns = Columns([.left, .left, .left, .right, .right, .right, .right])
    columns.add(["run", "when", "verdict", "calls/s", "p50", "p99", "failed"])
    for run in runs { columns.add(cells(run)) }
    return columns.lines().joined(separator: "\n") + "\n"
  }

  private static func cells(_ run: KeptRun) -> [String] {
    let name = OneLine.text(run.name, limit: 100)
    switch run.document {
    case .failure(let failure):
      let reason = OneLine.text(failure.description, limit: 200)
      return [name, "", "broken", "", "", "", "", reason]
    case .success(let result):
      let facts = Facts(result)
      return [name, facts.startedAt, facts.verdict]
        + [Facts.perSecond(result.summary.achievedPerSecond)]
        + facts.latency(result.latency.response) + [Figure.count(result.summary.failed)]
    }
  }
}
