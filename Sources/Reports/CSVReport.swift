public import Results
internal import Statistics

/// Results as comma-separated values (RFC 4180 with plain line breaks): one row a run.
///
/// Columns keep their names and places; new ones are added at the end. Missing values are empty.
public enum CSVReport {
  public static func text(_ results: [ResultDocument]) -> String {
    let columns = Self.columns
    let header = columns.map(\.name).joined(separator: ",")
    let rows = results.map { result in
      columns.map { cell($0.value(result)) }.joined(separator: ",")
    }
    return ([header] + rows).joined(separator: "\n") + "\n"
  }

  private struct Column {
    var name: String
    var value: (ResultDocument) -> Value
  }

  private enum Value {
    case text(String)
    case integer(UInt64?)
    case number(Double?)
  }

  private static var columns: [Column] {
    identity + counts + latencies("response") { $0.latency.response }
      + latencies("service") { $0.latency.service } + lags + costs
  }

  private static var identity: [Column] {
    [
      Column(name: "schema") { .text($0.schema) },
      Column(name: "scenario") { .text($0.scenarioName) },
      Column(name: "started_at") { .text($0.startedAt) },
      Column(name: "seed") { .integer($0.seed) },
      Column(name: "verdict") { .text($0.validity.verdict.rawValue) },
      Column(name: "version") { .text($0.environment.version) },
      Column(name: "commit") { .text($0.environment.commit) },
      Column(name: "build") { .text($0.environment.build) },
      Column(name: "host") { .text($0.environment.host) },
      Column(name: "kernel") { .text($0.environment.kernel) },
      Column(name: "cpus") { .integer(UInt64(max(0, $0.environment.cpus))) },
    ]
  }

  private static var counts: [Column] {
    [
      Column(name: "loop") { .text($0.summary.loop.rawValue) },
      Column(name: "duration_s") { .number($0.summary.durationSeconds) },
      Column(name: "calls") { .integer($0.summary.calls) },
      Column(name: "ok") { .integer($0.summary.ok) },
      Column(name: "failed") { .integer($0.summary.failed) },
      Column(name: "unfinished") { .integer($0.summary.unfinished) },
      Column(name: "offered_per_s") { .number($0.summary.offeredPerSecond) },
      Column(name: "achieved_per_s") { .number($0.summary.achievedPerSecond) },
      Column(name: "achieved_per_s_lower") { .number($0.summary.achievedPerSecondCI95?.first) },
      Column(name: "achieved_per_s_upper") { .number($0.summary.achievedPerSecondCI95?.last) },
      Column(name: "messages_sent") { .integer($0.summary.messagesSent) },
      Column(name: "messages_received") { .integer($0.summary.messagesReceived) },
      Column(name: "bytes_sent") { .integer($0.summary.bytesSent) },
      Column(name: "bytes_received") { .integer($0.summary.bytesReceived) },
    ]
  }

  private static func latencies(
    _ name: String,
    of clock: @escaping (ResultDocument) -> LatencySummary
  ) -> [Column] {
    let nanoseconds = { (value: Int64?) in Value.integer(value.map { UInt64(max(0, $0)) }) }
    let percentiles = Percentile.allCases.flatMap { percentile in
      let title = "\(name)_\(percentile.rawValue)"
      return [
        Column(name: "\(title)_ns") { nanoseconds(clock($0)[percentile]) },
        Column(name: "\(title)_lower_ns") { nanoseconds(clock($0).ci95?[percentile]?.lower) },
        Column(name: "\(title)_upper_ns") { nanoseconds(clock($0).ci95?[percentile]?.upper) },
      ]
    }
    return [
      Column(name: "\(name)_count") { .integer(clock($0).count) },
      Column(name: "\(name)_min_ns") { nanoseconds(clock($0).min) },
      Column(name: "\(name)_mean_ns") { nanoseconds(clock($0).mean) },
    ] + percentiles + [Column(name: "\(name)_max_ns") { nanoseconds(clock($0).max) }]
  }

  private static var lags: [Column] {
    let nanoseconds = { (value: Int64?) in Value.integer(value.map { UInt64(max(0, $0)) }) }
    return [
      Column(name: "send_lag_p50_ns") { nanoseconds($0.sendLag?.p50) },
      Column(name: "send_lag_p99_ns") { nanoseconds($0.sendLag?.p99) },
      Column(name: "slot_wait_count") { .integer($0.slotWait?.count) },
      Column(name: "slot_wait_p99_ns") { nanoseconds($0.slotWait?.p99) },
    ]
  }

  private static var costs: [Column] {
    [
      Column(name: "client_cpu_us_per_call") { .number($0.summary.clientCPUPerCall) },
      Column(name: "client_cpu_user_us_per_call") { .number($0.summary.clientCPUUserPerCall) },
      Column(name: "client_cpu_system_us_per_call") { .number($0.summary.clientCPUSystemPerCall) },
      Column(name: "server_cpu_us_per_call") { .number($0.summary.serverCPUPerCall) },
      Column(name: "client_peak_rss_bytes") { .integer($0.summary.clientPeakRSS) },
      Column(name: "server_peak_rss_bytes") { .integer($0.summary.serverPeakRSS) },
    ]
  }

  private static func cell(_ value: Value) -> String {
    switch value {
    case .integer(let integer): integer.map { String($0) } ?? ""
    case .number(let number): number.map { String($0) } ?? ""
    case .text(let text): quoted(text)
    }
  }

  /// Text as one cell.
  ///
  /// A spreadsheet takes text that begins like a formula for one and runs it; an apostrophe
  /// before it makes it text.
  static func quoted(_ text: String) -> String {
    var line = OneLine.text(text, limit: 200)
    if let first = line.first, "=+-@|%".contains(first) { line = "'" + line }
    guard line.contains(where: { ",\"'".contains($0) }) else { return line }
    return "\"\(line.replacing("\"", with: "\"\""))\""
  }
}
