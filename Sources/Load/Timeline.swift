import Scenarios
import Timing

/// When the phases of a run begin and end, the same for all workers.
struct Timeline: Sendable {
  /// The load begins.
  let start: Instant
  /// Calls that should start in it are measured.
  let measured: Range<Instant>
  /// What has not ended by now is unfinished.
  let end: Instant

  init(start: Instant, _ plan: Plan) {
    guard start < .distantFuture else {
      self.start = start
      measured = start..<start
      end = start
      return
    }
    self.start = start
    let from = start + plan.warmup
    measured = from..<(from + plan.duration)
    end = from + plan.duration + plan.drain
  }
}
