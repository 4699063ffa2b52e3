internal import Results

/// What was under way at the edges of the measured time and of the run: columns of the total.
extension CSVReport.Column {
  static var edges: [Self] {
    [
      Self(name: "unmeasured") { .integer($0.summary?.unmeasured) },
      Self(name: "connections_unfinished_attempts") {
        .integer($0.summary?.connections.unfinishedAttempts)
      },
    ]
  }
}
