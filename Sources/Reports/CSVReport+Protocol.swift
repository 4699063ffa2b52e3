internal import Results
internal import Statistics

/// How calls went over the connections, as columns of each row.
extension CSVReport.Column {
  static var protocols: [Self] {
    [
      Self(name: "protocol") { .text($0.result.scenario["protocol"]?.string) },
      Self(name: "encoding") { .text($0.result.scenario["encoding"]?.string) },
    ] + ends([.callGivenUp])
  }
}
