internal import Results
internal import Statistics

/// What must not be, and whether it was.
extension Facts {
  /// One row for each threshold, those that are broken first; nil where there are none.
  var thresholds: Table? {
    guard !result.thresholds.isEmpty else { return nil }
    var table = Table([("fail if", .left), ("found", .right), ("", .left)])
    let broken = result.thresholds.filter { $0.outcome == .broken }
    for threshold in broken + result.thresholds.filter({ $0.outcome == .held }) {
      table.rows.append([
        OneLine.text(threshold.text, limit: 100),
        OneLine.text(threshold.shownValue, limit: 80),
        threshold.outcome == .broken ? "BROKEN" : "held",
      ])
    }
    return table
  }

  /// `1 of 3 thresholds is broken`; nil where none is.
  var brokenThresholds: String? {
    let broken = result.thresholds.count { $0.outcome == .broken }
    guard broken > 0 else { return nil }
    let all = result.thresholds.count
    return
      "\(broken) of \(all) threshold\(all == 1 ? "" : "s") \(broken == 1 ? "is" : "are") broken"
  }

  /// Each threshold in the order of the question, in words that are safe to show:
  /// `response.p99 > 5ms` and `6.12 ms`.
  var outcomes: [(condition: String, found: String, isBroken: Bool)] {
    result.thresholds.map {
      (
        OneLine.text($0.text, limit: 100), OneLine.text($0.shownValue, limit: 80),
        $0.outcome == .broken
      )
    }
  }

  /// Why the run was ended before its time.
  var endedEarly: String? {
    result.endedEarly.map { "ended early: \(OneLine.text($0, limit: 200))" }
  }
}
