import Results
import Scenarios
import Timing

extension Failure {
  /// Why a finished run has failed by its own figures; nil if it has not.
  ///
  /// - Parameters:
  ///   - document: The run's result.
  ///   - plan: What was asked.
  ///   - finalOutage: How long there was no connection at the end of the measured time: a closed
  ///     loop then makes no calls that could fail, but the server is gone.
  ///   - isStrict: Whether an invalid measurement is a failure too.
  init?(
    of document: ResultDocument,
    _ plan: Plan,
    finalOutage: Nanoseconds,
    isStrict: Bool
  ) {
    if let broken = Self.brokenThresholds(document) {
      self.init("scenario \(plan.name): \(broken)", exitCode: .regressed)
      return
    }
    guard let reason = Self.reason(document.summary, plan, finalOutage) else {
      guard document.validity.verdict == .invalid, isStrict else { return nil }
      let reason = document.validity.reasons.first ?? "see the report."
      self.init(
        "scenario \(plan.name): the measurement is invalid, and --strict or CI forbids that: "
          + reason,
        exitCode: .invalid
      )
      return
    }
    self.init("scenario \(plan.name): \(reason)")
  }

  /// A broken threshold comes first: it is what was asked.
  private static func brokenThresholds(_ document: ResultDocument) -> String? {
    let broken = document.thresholds.filter { $0.outcome == .broken }
    guard let first = broken.first else { return nil }
    let more = broken.count > 1 ? ", and \(broken.count - 1) more" : ""
    return "broken threshold: \(first.text) (found: \(first.shownValue))\(more)"
  }

  private static func reason(
    _ summary: Summary,
    _ plan: Plan,
    _ finalOutage: Nanoseconds
  ) -> String? {
    let calls = Figure.count(summary.calls)
    let frequent = summary.failures.first.map { failure in
      "; most frequent: \(failure.status)\(failure.message.isEmpty ? "" : ", \(failure.message)")"
    }
    if finalOutage.inSeconds > plan.maxFailedShare * summary.durationSeconds {
      return "the server was gone: no connection for the last \(finalOutage) of the measured time"
        + (frequent ?? "")
    }
    guard summary.calls > 0 else { return "no call fell into the measured time; measure longer" }
    guard summary.ok > 0 else {
      return "none of the \(calls) calls ended OK\(frequent ?? "; none was answered in time")"
    }
    let share = Double(summary.failed) / Double(summary.calls)
    guard share > plan.maxFailedShare else { return nil }
    return "\(Figure.count(summary.failed)) of \(calls) calls failed (\(Figure.share(share)), and "
      + "max_failed_share allows \(Figure.share(plan.maxFailedShare)))\(frequent ?? "")"
  }
}
