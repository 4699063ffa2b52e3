import Scenarios
import Statistics
import Timing
import Transport

/// One worker's part of a plan: which connections, which arrivals.
struct WorkerShare: Sendable {
  let plan: Plan
  let template: CallTemplate
  let addresses: [SocketAddress]
  let worker: Int
  /// How long before an arrival the worker stops sleeping: a sleep here ends some 50 us late.
  let spin: Nanoseconds

  /// The connections of this worker, out of those of the plan.
  var connections: Int {
    plan.connections / plan.threads + (worker < plan.connections % plan.threads ? 1 : 0)
  }

  func lanes() -> [Lane] {
    (0..<connections).map { lane in
      let number = worker + lane * plan.threads
      return Lane(
        backoff: Backoff(seed: plan.seed &+ UInt64(number)),
        nextAddress: number % addresses.count
      )
    }
  }

  func pacer(_ timeline: Timeline) -> Pacer {
    let end = timeline.measured.upperBound
    switch plan.load {
    case .closed:
      return Pacer(closedLoopUntil: end)
    case .open(let rate, let process):
      let arrivals = Arrivals(process, rate: rate, start: timeline.start, seed: plan.seed)
      return Pacer(
        arrivals: ShareOfArrivals(of: arrivals, worker: worker, workers: plan.threads),
        end: end
      )
    }
  }
}

/// What a worker hands over.
struct WorkerOutcome: Sendable {
  let recording: Recording
  /// The part of the measured time, from 0 to 1, in which the worker was at work.
  let busyShare: Double
  /// How much of the measured time no connection of the worker stood.
  let outage: Nanoseconds
  /// How long, at the end of the measured time, no connection of the worker stood.
  let finalOutage: Nanoseconds
}
