import Foundation
import Load
import Scenarios
import Statistics
import Timing

/// One line on a terminal that says how the run is going; nothing where no one watches.
final class ProgressLine {
  private let plan: Plan
  private let isShown: Bool
  private var isOpen = false

  init(_ plan: Plan, isQuiet: Bool) {
    self.plan = plan
    isShown = !isQuiet && isatty(STDERR_FILENO) == 1
  }

  func tell(_ progress: LoadProgress) {
    guard isShown else { return }
    isOpen = true
    write("\r\u{1B}[K" + Self.line(progress, plan))
  }

  /// Leaves the terminal as it was.
  func end() {
    guard isOpen else { return }
    isOpen = false
    write("\r\u{1B}[K")
  }

  static func line(_ progress: LoadProgress, _ plan: Plan) -> String {
    let elapsed = Int(progress.elapsed.inSeconds.rounded())
    switch progress.phase {
    case .connecting:
      return "connecting to \(plan.targetText), \(elapsed) s"
    case .warmingUp:
      return "warming up, \(elapsed) of \(plan.warmup)"
    case .draining:
      return "waiting for the last calls, \(elapsed) of at most \(plan.drain)"
    case .measuring:
      var parts = ["measuring, \(elapsed) s of \(plan.duration)"]
      if let last = progress.last, last.length.count > 0 {
        let rate = Double(last.completed) / last.length.inSeconds
        let latency = LatencyHistogram(last.response)
        parts.append("\(Int(rate.rounded())) calls/s")
        parts.append("p50 \(latency.quantile(0.5))")
        parts.append("p99 \(latency.quantile(0.99))")
      }
      parts.append(progress.failed == 0 ? "no errors" : "\(progress.failed) errors")
      return parts.joined(separator: " · ")
    }
  }

  private func write(_ text: String) {
    // A terminal that has gone away needs no progress.
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
