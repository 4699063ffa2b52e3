import HTTP2
import Scenarios
import Statistics
import Timing
import Transport

/// One worker's part of a plan: which connections, which arrivals.
struct WorkerShare: Sendable {
  let plan: Plan
  /// One for each kind of call.
  let templates: [CallTemplate]
  let addresses: [SocketAddress]
  /// How connections are secured; nil for plain ones.
  var tls: TLSClientOptions?
  let worker: Int
  /// How long before an arrival the worker stops sleeping: a sleep here ends some 50 us late.
  let spin: Nanoseconds

  /// The connections of this worker, out of those of the plan.
  var connections: Int {
    plan.connections / plan.threads + (worker < plan.connections % plan.threads ? 1 : 0)
  }

  /// What each connection is to the server.
  var configuration: Configuration {
    .client(
      maxOpenStreams: plan.streams,
      streamWindow: plan.http2.streamWindow,
      connectionWindow: plan.http2.connectionWindow,
      maxFrameSize: plan.http2.maxFrameSize,
      headerTableSize: plan.http2.headerTableSize
    )
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
  /// One for each kind of call.
  let recordings: [Recording]
  let wire: Traffic
  let connections: ConnectionCounts
  /// What a server has said of itself in its SETTINGS.
  let peer: Settings?
  /// The part of the measured time, from 0 to 1, in which the worker was at work.
  let busyShare: Double
  /// How much of the measured time no connection of the worker stood.
  let outage: Nanoseconds
  /// How long, at the end of the measured time, no connection of the worker stood.
  let finalOutage: Nanoseconds
}
