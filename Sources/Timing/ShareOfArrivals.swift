/// One worker's part of a schedule: of arrivals k = 0, 1, 2, …, those with k mod workers = worker.
///
/// Each worker walks the whole schedule by itself, so the union over the workers is the same
/// schedule for any number of them, and nothing is shared.
public struct ShareOfArrivals: Sendable {
  private var arrivals: Arrivals
  /// Arrivals of other workers to pass over before the next of ours.
  private var others: Int
  private let otherWorkers: Int

  public init(of arrivals: Arrivals, worker: Int, workers: Int) {
    precondition(
      workers > 0 && (0..<workers).contains(worker),
      "worker \(worker) of \(workers) workers"
    )
    self.arrivals = arrivals
    others = worker
    otherWorkers = workers - 1
  }

  /// The worker's next arrival, never before its last one.
  public mutating func next() -> Instant {
    for _ in 0..<others { _ = arrivals.next() }
    others = otherWorkers
    return arrivals.next()
  }
}
