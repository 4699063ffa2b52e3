internal import Results

/// What must not be, and whether it was: columns of the total.
extension CSVReport.Column {
  static var thresholds: [Self] {
    let outcomes = { (row: CSVReport.Row) in row.isTotal ? row.result.thresholds : nil }
    let count = { (row: CSVReport.Row, outcome: ThresholdOutcome.Outcome) in
      outcomes(row).map { UInt64($0.count { $0.outcome == outcome }) }
    }
    return [
      Self(name: "thresholds_held") { .integer(count($0, .held)) },
      Self(name: "thresholds_broken") { .integer(count($0, .broken)) },
      Self(name: "thresholds") { row in
        .list(
          row.isTotal
            ? Facts(row.result).outcomes.map {
              "\($0.isBroken ? "broken" : "held"): \($0.condition) (found: \($0.found))"
            } : []
        )
      },
    ]
  }
}
