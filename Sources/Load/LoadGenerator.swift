public import HTTP2
public import Scenarios
import Statistics
import Synchronization
import Timing
public import Transport

/// Plays a plan against a server and brings back what was measured.
public struct LoadGenerator: Sendable {
  public static let version = "0.1.0"

  /// How far ahead of an arrival a worker stops sleeping when a processor is its own.
  static let spin = Nanoseconds.microseconds(60)

  private let plan: Plan
  private let destinations: [Destination]
  private let templates: [CallTemplate]
  private let serverProcess: Int32?
  private let lastStreamID: UInt32
  private let slices: SlicePlan?
  /// Whether each worker has a processor to itself; nil to find out.
  public var ownsProcessors: Bool?

  /// - Parameters:
  ///   - plan: What to play.
  ///   - destinations: One for each target of the plan.
  ///   - serverProcess: The server's process on this machine, whose CPU time is then accounted for.
  ///   - lastStreamID: The last identifier of a connection's streams: a new connection takes over
  ///     before it, and a test need not make a billion calls to see that.
  ///   - slices: How arrivals are dealt to two targets; nil to deal them by connections.
  /// - Throws: What the encoding of the request message throws.
  public init(
    _ plan: Plan,
    _ destinations: [Destination],
    serverProcess: Int32?,
    lastStreamID: UInt32 = Configuration.highestStreamID,
    slices: SlicePlan? = nil
  ) throws {
    precondition(slices == nil || destinations.count == 2, "slices are of two targets")
    precondition(
      destinations.count == plan.targets.count,
      "\(destinations.count) destinations of \(plan.targets.count) targets"
    )
    precondition(destinations.allSatisfy { !$0.addresses.isEmpty }, "a target without an address")
    self.plan = plan
    self.destinations = destinations
    self.serverProcess = serverProcess
    self.lastStreamID = lastStreamID
    self.slices = slices
    templates = try CallTemplate.all(plan, destinations, slices: slices)
  }

  /// The same for a plan of one target.
  ///
  /// - Parameters:
  ///   - plan: What to play.
  ///   - addresses: Where the server listens; connections take turns on them.
  ///   - authority: What calls say in `:authority`.
  ///   - tls: How connections are secured; nil for plain ones.
  ///   - serverProcess: The server's process on this machine, whose CPU time is then accounted for.
  ///   - lastStreamID: The last identifier of a connection's streams: a new connection takes over
  ///     before it, and a test need not make a billion calls to see that.
  /// - Throws: What the encoding of the request message throws.
  public init(
    _ plan: Plan,
    addresses: [SocketAddress],
    authority: String,
    tls: TLSClientOptions? = nil,
    serverProcess: Int32?,
    lastStreamID: UInt32 = Configuration.highestStreamID
  ) throws {
    let destination = Destination(addresses: addresses, authority: authority, tls: tls)
    try self.init(
      plan,
      [destination],
      serverProcess: serverProcess,
      lastStreamID: lastStreamID
    )
  }

  /// Runs the plan to its end, or until Ctrl-C or SIGTERM, which `Signals.capture` must have
  /// caught.
  ///
  /// - Parameters:
  ///   - isHopeless: Is asked once a second, after what was told; the run is ended once it says
  /// yes.
  ///   - tell: Is told once a second how the run is going.
  /// - Returns: What was measured.
  /// - Throws: A `LoadError` when no connection can be made, a `SystemError` when the machine has
  ///   no threads or descriptors left.
  public func run(
    isHopeless: @escaping () -> Bool = { false },
    tell: @escaping (LoadProgress) -> Void
  ) throws -> LoadOutcome {
    let signals = RunSignals()
    var crew = Crew(signals)
    for worker in 0..<plan.threads { try crew.hire(share(worker)) }
    let processes = destinations.map(\.process)
    var conductor = Conductor(plan, signals, serverProcess, processes, isHopeless, tell)
    let trouble = conductor.connect()
    let truth = ServerTruth(destinations, trouble == nil ? offer(signals) : .none)
    if trouble == nil {
      conductor.begin()
      crew.start(at: conductor.start)
      conductor.conduct { crew.ring() }
    } else {
      signals.stops.store(true, ordering: .relaxed)
      crew.ring()
    }
    let outcomes = crew.join()
    if let trouble { throw trouble }
    var outcome = conductor.outcome(try outcomes.map { try $0.get() })
    (outcome.counters, outcome.lostCounters) = truth.after()
    return outcome
  }

  private func offer(_ signals: RunSignals) -> ServerTruth.Offer {
    if signals.offersCounters.load(ordering: .relaxed) { return .certain }
    // HTTP/1.1 has no SETTINGS in which a server could have said so.
    return plan.protocol.multiplexes ? .none : .possible
  }

  private func share(_ worker: Int) -> WorkerShare {
    // With a processor for each worker and one for the server, waiting awake hurts nobody.
    let hasSchedule =
      plan.load.loop == .open || plan.calls.contains { $0.messages.rate != nil }
    let hasOwnProcessor = ownsProcessors ?? (Usage.processors > plan.threads)
    return WorkerShare(
      plan: plan,
      templates: templates,
      destinations: destinations,
      worker: worker,
      spin: hasOwnProcessor && hasSchedule ? Self.spin : .zero,
      lastStreamID: lastStreamID,
      slices: slices
    )
  }
}

/// The threads of a run.
private struct Crew {
  private let signals: RunSignals
  private var members: [(alarm: Alarm, thread: LoopThread<Result<WorkerOutcome, SystemError>>)] = []

  init(_ signals: RunSignals) {
    self.signals = signals
  }

  mutating func hire(_ share: WorkerShare) throws(SystemError) {
    let alarm = try Alarm()
    members.append((alarm, try Self.start(share, alarm, signals)))
  }

  func start(at instant: Instant) {
    signals.start.store(instant.nanoseconds, ordering: .releasing)
    ring()
  }

  func ring() {
    for member in members { member.alarm.ring() }
  }

  func join() -> [Result<WorkerOutcome, SystemError>] {
    members.map { $0.thread.join() }
  }

  private static func start(
    _ share: WorkerShare,
    _ alarm: Alarm,
    _ signals: RunSignals
  ) throws(SystemError) -> LoopThread<Result<WorkerOutcome, SystemError>> {
    try LoopThread { work(share, alarm, signals) }
  }

  private static func work(
    _ share: WorkerShare,
    _ alarm: Alarm,
    _ signals: RunSignals
  ) -> Result<WorkerOutcome, SystemError> {
    defer { signals.finished.wrappingAdd(1, ordering: .relaxed) }
    do throws(SystemError) {
      var security: [TLSContext] = []
      for options in share.destinations.compactMap(\.tls) {
        security.append(try TLSContext(thread: options))
      }
      return .success(try Worker(share, signals, alarm, security).run())
    } catch {
      return .failure(error)
    }
  }
}
