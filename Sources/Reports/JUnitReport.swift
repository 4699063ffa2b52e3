public import Results
internal import Statistics

/// Results as JUnit XML, which build servers show: each run is a suite, and what it must keep is a
/// test case.
public enum JUnitReport {
  public static func text(_ results: [ResultDocument]) -> String {
    let suites = results.map { Suite($0) }
    let attributes =
      [("name", "grpcbench")]
      + counts(
        tests: suites.reduce(0) { $0 + $1.cases.count },
        failures: suites.reduce(0) { $0 + $1.failures },
        seconds: results.reduce(0) { $0 + $1.summary.durationSeconds }
      )
    let document = Markup.element("testsuites", attributes, suites.map(\.element))
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + document + "\n"
  }

  private static func counts(tests: Int, failures: Int, seconds: Double) -> [Markup.Attribute] {
    [
      ("tests", String(tests)), ("failures", String(failures)), ("errors", "0"),
      ("skipped", "0"), ("time", time(seconds)),
    ]
  }

  private static func time(_ seconds: Double) -> String {
    seconds.isFinite ? String((min(max(seconds, 0), 1e9) * 1_000).rounded() / 1_000) : "0"
  }

  /// Something that a run must keep.
  private struct Case {
    var name: String
    /// Why it did not; nil if it did.
    var failure: String?
    var output: String?
  }

  /// One run.
  private struct Suite {
    let facts: Facts
    let cases: [Case]

    init(_ result: ResultDocument) {
      facts = Facts(result)
      let reasons = facts.reasons.joined(separator: "\n")
      let isInvalid = result.validity.verdict == .invalid
      cases =
        [
          Case(name: "calls end OK", failure: facts.failure),
          Case(
            name: "the measurement is valid",
            failure: isInvalid ? reasons : nil,
            output: isInvalid || reasons.isEmpty ? nil : "\(facts.verdict): \(reasons)"
          ),
        ] + facts.outcomes.map { Self.threshold($0.condition, $0.found, $0.isBroken) }
    }

    private static func threshold(_ condition: String, _ found: String, _ isBroken: Bool) -> Case {
      Case(
        name: "fail if \(condition)",
        failure: isBroken ? "broken threshold: \(condition) (found: \(found))" : nil,
        output: isBroken ? nil : "found: \(found)"
      )
    }

    var failures: Int { cases.count { $0.failure != nil } }

    var element: String {
      let result = facts.result
      let attributes =
        [("name", facts.name)]
        + counts(
          tests: cases.count,
          failures: failures,
          seconds: result.summary.durationSeconds
        ) + [
          ("timestamp", facts.startedAt),
          ("hostname", OneLine.text(result.environment.host, limit: 80)),
        ]
      let report = TextReport.text(result)
      return Markup.element(
        "testsuite",
        attributes,
        ["\n", properties] + cases.map { "\n" + element($0) }
          + ["\n", Markup.element("system-out", text: "\n" + report), "\n"]
      )
    }

    private func element(_ test: Case) -> String {
      var content: [String] = []
      if let failure = test.failure {
        let message = failure.split(separator: "\n").first.map(String.init) ?? failure
        content.append(
          Markup.element("failure", [("message", message), ("type", "failed")], text: failure)
        )
      }
      if let output = test.output { content.append(Markup.element("system-out", text: output)) }
      return Markup.element(
        "testcase",
        [
          ("classname", "grpcbench.\(facts.name)"), ("name", test.name),
          ("time", time(facts.result.summary.durationSeconds)),
        ],
        content
      )
    }

    /// The figures that dashboards pick out.
    private var properties: String {
      let result = facts.result
      let (summary, response) = (result.summary, result.latency.response)
      let values: [(String, String)] =
        [
          ("verdict", facts.verdict), ("calls", String(summary.calls)),
          ("failed", String(summary.failed)),
          ("achieved_per_s", String(summary.achievedPerSecond)),
        ]
        + Percentile.allCases.map { ("response_\($0.rawValue)_ns", String(response[$0])) }
        + [("response_max_ns", String(response.max)), ("machine", facts.machine)]
      return Markup.element(
        "properties",
        [],
        values.map { Markup.element("property", [("name", $0.0), ("value", $0.1)]) }
      )
    }
  }
}

extension Facts {
  /// Why the run has failed by its own figures; nil if it has not.
  var failure: String? {
    let summary = result.summary
    let frequent = failures.first.map { failure in
      let message = failure.message.isEmpty ? "" : ", \(failure.message)"
      return "; most frequent: \(failure.status)\(message)"
    }
    guard summary.calls > 0 else { return "no call fell into the measured time" }
    guard summary.ok > 0 else {
      return "none of the \(Figure.count(summary.calls)) calls ended OK\(frequent ?? "")"
    }
    let allowed = result.scenario["max_failed_share"]?.number ?? 0
    let share = Double(summary.failed) / Double(summary.calls)
    guard share > allowed else { return nil }
    return "\(Figure.count(summary.failed)) of \(Figure.count(summary.calls)) calls failed "
      + "(\(Figure.share(share)), allowed \(Figure.share(allowed)))\(frequent ?? "")"
  }
}
