public import Results
internal import Statistics

/// Results in Prometheus' text format, for its textfile collector or a push gateway.
///
/// All are gauges, and summaries for latencies: they say what a finished run came to. Units are
/// Prometheus' own, seconds and bytes.
public enum PrometheusReport {
  public static func text(_ results: [ResultDocument]) -> String {
    let families = PrometheusFamily.all
    let lines = families.flatMap { family in
      let samples = results.flatMap { result in
        family.samples(result).map { sample in line(family.name, sample, result) }
      }
      guard !samples.isEmpty else { return [String]() }
      let kind = family.isSummary ? "summary" : "gauge"
      return ["# HELP \(family.name) \(family.help)", "# TYPE \(family.name) \(kind)"] + samples
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func line(
    _ name: String,
    _ sample: PrometheusFamily.Sample,
    _ result: ResultDocument
  ) -> String {
    let ofRun = [("scenario", result.scenarioName), ("started_at", result.startedAt)]
    let labels = (ofRun + sample.labels).map { "\($0.0)=\"\(escaped($0.1))\"" }
    return "\(name)\(sample.suffix){\(labels.joined(separator: ","))} \(number(sample.value))"
  }

  /// A label's value: one line of bounded length in which a backslash and a quote are marked.
  static func escaped(_ text: String) -> String {
    var escaped = String.UnicodeScalarView()
    for scalar in OneLine.text(text, limit: 120).unicodeScalars {
      if scalar == "\\" || scalar == "\"" { escaped.append("\\") }
      escaped.append(scalar)
    }
    return String(escaped)
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    guard value.isFinite else { return value > 0 ? "+Inf" : "-Inf" }
    return value.rounded() == value && value.magnitude < 1e15
      ? String(Int64(value)) : String(value)
  }
}
