import Results
import Scenarios
import Statistics
import Timing

/// Watches the seconds of a run for thresholds that are broken, where the plan wants to end it
/// then.
///
/// What counts is everything measured so far, not the last second; the first seconds are let pass,
/// because few calls prove little.
final class AbortWatch {
  /// Measured time before anything is judged.
  static let grace = Nanoseconds.seconds(3)

  /// Why the run is to be ended; nil while it may go on.
  private(set) var reason: String?
  private let conditions: [FailCondition]
  private let offeredPerSecond: Double?
  private var ok: UInt64 = 0
  private var failed: UInt64 = 0
  private var completed: UInt64 = 0
  private var measured = Nanoseconds.zero
  private var response = LatencyHistogram()

  init(_ plan: Plan) {
    conditions = plan.abortsOnFail ? plan.failIf.filter(\.isKnownWhileRunning) : []
    offeredPerSecond = plan.load.rate?.callsPerSecond
  }

  /// Takes in the next measured second.
  func see(_ second: IntervalRecording) {
    guard !conditions.isEmpty else { return }
    ok += second.ok
    failed += second.failed
    completed += second.completed
    measured = second.start + second.length
    response.add(second.response)
    guard measured >= Self.grace, reason == nil else { return }
    for condition in conditions {
      guard let value = value(of: condition), condition.comparison.holds(value, condition.limit)
      else { continue }
      let found = Figure.amount(value, condition.quantity)
      reason = "\(condition.text) after \(measured): it was \(found)"
      return
    }
  }

  private func value(of condition: FailCondition) -> Double? {
    let ended = Double(ok + failed)
    let count = { (count: UInt64) in
      condition.quantity == .count ? Double(count) : ended > 0 ? Double(count) / ended : nil
    }
    switch condition.metric {
    case .calls(.ok): return count(ok)
    case .calls(.failed): return count(failed)
    case .latency(.response, let figure): return figure.value(of: response)
    case .achieved:
      let rate = Double(completed) / measured.inSeconds
      guard condition.quantity == .share else { return rate }
      return offeredPerSecond.map { rate / $0 }
    default: return nil
    }
  }
}
