public import Results
internal import Statistics

/// Results as comma-separated values (RFC 4180 with plain line breaks): for each run a row of its
/// total, in which `call` and `target` are empty, and, if it has several kinds of call or several
/// targets, a row for each of them.
///
/// Columns keep their names and places; new ones are added at the end. Missing values are empty.
public enum CSVReport {
  public static func text(_ results: [ResultDocument]) -> String {
    let columns = Column.all
    let header = columns.map(\.name).joined(separator: ",")
    let rows = results.flatMap(rows).map { row in
      columns.map { cell($0.value(row)) }.joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  /// What one row is about: a run, one kind of its calls, or one of its targets.
  struct Row {
    var result: ResultDocument
    var call: CallSummary?
    var target: TargetSummary?

    var isTotal: Bool { call == nil && target == nil }

    /// Of the run as a whole; nil for a part of it, which has no process of its own.
    var summary: Summary? { isTotal ? result.summary : nil }
    var latency: Latencies { call?.latency ?? target?.latency ?? result.latency }
    var phases: PhaseSummaries? { isTotal ? result.phases : call?.phases }
  }

  /// A named value of each row.
  struct Column {
    var name: String
    var value: (Row) -> Value
  }

  enum Value {
    case text(String?)
    /// Each of them of bounded length, with semicolons between.
    case list([String])
    case integer(UInt64?)
    case number(Double?)

    /// A count of nanoseconds, which is not negative.
    static func nanoseconds(_ count: Int64?) -> Value {
      .integer(count.map { UInt64(max(0, $0)) })
    }
  }

  private static func rows(_ result: ResultDocument) -> [Row] {
    let kinds = result.calls.count > 1 ? result.calls : []
    let targets = result.targets.count > 1 ? result.targets : []
    return [Row(result: result)] + kinds.map { Row(result: result, call: $0) }
      + targets.map { Row(result: result, target: $0) }
  }

  private static func cell(_ value: Value) -> String {
    switch value {
    case .integer(let integer): integer.map { String($0) } ?? ""
    case .number(let number): number.map { String($0) } ?? ""
    case .text(let text): text.map { CSVCell.text($0) } ?? ""
    case .list(let texts):
      CSVCell.text(texts.joined(separator: "; "), limit: 200 * max(1, texts.count))
    }
  }
}
