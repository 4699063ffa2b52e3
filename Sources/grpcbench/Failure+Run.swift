import Results
import Scenarios

extension Failure {
  /// Why a finished run has failed by its own figures; nil if it has not.
  ///
  /// A strict run has failed too if its measurement is invalid.
  init?(of document: ResultDocument, _ plan: Plan, isStrict: Bool) {
    let subject = "scenario \(plan.name):"
    let summary = document.summary
    let calls = Figure.count(summary.calls)
    guard summary.calls > 0 else {
      self.init("\(subject) no call fell into the measured time; measure longer")
      return
    }
    guard summary.ok > 0 else {
      self.init("\(subject) none of the \(calls) calls ended OK\(Self.mostFrequent(summary))")
      return
    }
    let share = Double(summary.failed) / Double(summary.calls)
    guard share <= plan.maxFailedShare else {
      self.init(
        "\(subject) \(Figure.count(summary.failed)) of \(calls) calls failed "
          + "(\(Figure.share(share)), and max_failed_share allows "
          + "\(Figure.share(plan.maxFailedShare)))\(Self.mostFrequent(summary))"
      )
      return
    }
    guard document.validity.verdict == .invalid, isStrict else { return nil }
    let reason = document.validity.reasons.first ?? "the reasons are in the report."
    self.init(
      "\(subject) the measurement is invalid, and --strict or CI forbids that: \(reason)",
      exitCode: .invalid
    )
  }

  /// The failure that most calls had, as the end of a sentence.
  private static func mostFrequent(_ summary: Summary) -> String {
    if let failure = summary.failures.first {
      let message = failure.message.isEmpty ? "" : ", \(failure.message)"
      return "; most frequent: \(failure.status)\(message)"
    }
    return "; none was answered in time"
  }
}
