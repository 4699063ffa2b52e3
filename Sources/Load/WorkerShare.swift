import HTTP2
import Scenarios
import Statistics
import Timing
import Transport

/// One worker's part of a plan: which connections, which arrivals.
///
/// An object because a worker is a value that is never copied, and the compiler looks at each of
/// its fields, and theirs, wherever it is used: with a plan in it `Worker.swift` takes more than
/// twice as long to compile.
final class WorkerShare: Sendable {
  let plan: Plan
  /// One for each kind of call of each target, the first target's first; with several targets
  /// another of each kind for calls that find no connection, or with slices all once more for
  /// calls that do not count.
  let templates: [CallTemplate]
  /// One for each target.
  let destinations: [Destination]
  let worker: Int
  /// How long before an arrival the worker stops sleeping: a sleep here ends some 50 us late.
  let spin: Nanoseconds
  /// The last identifier that a stream of a connection can have.
  let lastStreamID: UInt32
  /// How arrivals are dealt to two targets; nil to deal them by connections.
  let slices: SlicePlan?

  init(
    plan: Plan,
    templates: [CallTemplate],
    destinations: [Destination],
    worker: Int,
    spin: Nanoseconds,
    lastStreamID: UInt32 = Configuration.highestStreamID,
    slices: SlicePlan? = nil
  ) {
    self.plan = plan
    self.templates = templates
    self.destinations = destinations
    self.worker = worker
    self.spin = spin
    self.lastStreamID = lastStreamID
    self.slices = slices
  }

  /// The kinds of call, and so the pages that each target has in the book.
  var kinds: Int { plan.calls.count }

  /// Where the book has the calls that find no connection; with slices those have a target.
  var homeless: UInt32 { destinations.count > 1 ? UInt32(destinations.count * kinds) : 0 }

  /// How far behind the pages of calls that count those of slices are that do not.
  var uncounted: UInt32 { UInt32(destinations.count * kinds) }

  /// The book with which a worker begins.
  func book(_ timeline: Timeline) -> CallBook {
    CallBook(timeline, plan, templates, worker: worker, interval: slices?.pair ?? .seconds(1))
  }

  /// The connections of this worker, out of those of the plan.
  var connections: Int {
    plan.connections / plan.threads + (worker < plan.connections % plan.threads ? 1 : 0)
  }

  /// What each connection is to the server.
  var configuration: Configuration {
    var configuration = Configuration.client(
      maxOpenStreams: plan.streams,
      streamWindow: plan.http2.streamWindow,
      connectionWindow: plan.http2.connectionWindow,
      maxFrameSize: plan.http2.maxFrameSize,
      headerTableSize: plan.http2.headerTableSize
    )
    configuration.lastStreamID = lastStreamID
    return configuration
  }

  /// Connections that are being made at once.
  var mostConnecting: Int {
    plan.connection.isStorm ? .max : Worker.mostConnecting
  }

  /// Connections at once, also those whose calls end: a server that sends everyone away and answers
  /// no one cannot make us hold more.
  var mostChannels: Int {
    plan.connection.renews ? max(4 * connections, connections + Self.mostLeaving) : 2 * connections
  }

  /// Calls after which a successor is made, so that it stands when the last call has started.
  var callsBeforeSuccessor: Int { plan.connection.callsPerConnection.map { $0 / 2 } ?? .max }

  /// The same by the identifiers of streams.
  var identifierBeforeSuccessor: UInt32 {
    lastStreamID - min(lastStreamID / 2, Self.identifiersInReserve)
  }

  /// Connections of a load that renews them whose calls end, beside those that serve.
  private static let mostLeaving = 1_000
  /// A million calls, in which a connection can be made.
  private static let identifiersInReserve: UInt32 = 1 << 21

  func lanes() -> [Lane] {
    let targets = plan.dealtTargets
    var turns = destinations.map { _ in 0 }
    let addresses = targets.map { target in
      turns[target] += 1
      return (turns[target] - 1) % destinations[target].addresses.count
    }
    return (0..<connections).map { lane in
      let number = worker + lane * plan.threads
      return Lane(
        backoff: Backoff(plan.connection.backoff, seed: plan.seed &+ UInt64(number)),
        target: targets[number],
        nextAddress: addresses[number],
        untried: destinations[targets[number]].addresses.count
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

extension WorkerShare {
  /// The instants at which this worker makes new connections; nil if it makes none.
  func births(_ timeline: Timeline) -> Pacer? {
    plan.connection.newConnections.map { rate in
      let arrivals = Arrivals(.constant, rate: rate, start: timeline.start, seed: plan.seed)
      return Pacer(
        arrivals: ShareOfArrivals(of: arrivals, worker: worker, workers: plan.threads),
        end: timeline.measured.upperBound
      )
    }
  }

  /// A share of a load on one server.
  convenience init(
    plan: Plan,
    templates: [CallTemplate],
    addresses: [SocketAddress],
    tls: TLSClientOptions? = nil,
    worker: Int,
    spin: Nanoseconds
  ) {
    self.init(
      plan: plan,
      templates: templates,
      destinations: [Destination(addresses: addresses, authority: "localhost", tls: tls)],
      worker: worker,
      spin: spin
    )
  }
}

/// What a worker hands over.
struct WorkerOutcome: Sendable {
  /// One for each kind of call of each target, as the templates are.
  let recordings: [Recording]
  /// Connections that stood, for each target and each of its addresses.
  let opened: [[UInt64]]
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
