import Foundation
import Gate
import Load
import Results
import Scenarios
import Statistics
import Timing
import Transport

/// A gate carried out: rounds until the rules answer.
final class GateRun {
  /// What is asked.
  struct Question {
    var scenario: Scenario
    var baseline: GateSide
    var candidate: GateSide
    /// Calls per second; nil for a share of what the baseline can do.
    var rate: Double?
    var share: Double
    var round: Nanoseconds
    var warmup: Nanoseconds
    var slices: SlicePlan
    var rules: GateRules
    var isPinned: Bool
  }

  /// Send lag above this is taken for a machine that stood still: sleeps here end at most so late.
  static let frozen = Nanoseconds.microseconds(250)
  /// Callers in the search for the baseline's capacity, which one alone would not reach.
  static let searchStreams = 64
  static let searchTime = Nanoseconds.seconds(3)
  /// Calls of a side in a round that are counted, at least: fewer have no median to speak of.
  static let leastCalls = 50.0
  /// Starting and stopping both servers, for the estimate.
  static let overhead = Nanoseconds.milliseconds(700)

  private let question: Question
  /// Where the sides are started: free when they were chosen.
  private var ports: [UInt16]
  private let processors: [Int32]
  var rounds: [GateRound] = []
  private(set) var rate = 0.0
  private(set) var capacity: Double?
  /// How long the search for it took.
  private(set) var search: Nanoseconds?
  /// What the scenario says, with the gate's own settings; of its last round, once there is one.
  private(set) var plan: Plan
  var random: SplitMix64
  /// Is told what people should know while it runs, one line each.
  var note: (String) -> Void = { _ in }

  var isPinned: Bool { processors.count >= 2 }

  /// - Throws: A `Complaint` about a scenario or a rate that makes no sense in a gate, before any
  ///   server is started.
  init(_ question: Question) throws {
    self.question = question
    ports = try GateServer.freePorts()
    processors = question.isPinned ? Processor.usable : []
    random = SplitMix64(seed: question.slices.seed, key: 1 << 40)
    let sides = [question.baseline, question.candidate]
    let addresses = zip(sides, ports).map { $0.address(port: $1) }
    plan = try Self.plan(question, addresses, rate: question.rate ?? 1, seed: 0)
    rate = question.rate ?? 0
    let hasBuild = sides.contains { if case .build = $0 { true } else { false } }
    guard plan.tls == nil || !hasBuild else {
      throw Complaint(
        "scenario \(plan.name): tls needs a server's certificate, which --baseline-build and "
          + "--candidate-build do not hand over; give --baseline-command and --candidate-command "
          + "with the options of the server's certificate"
      )
    }
    if let given = question.rate { try checkRate("--rate \(Figure.rate(given))") }
  }

  var sides: [GateSide] { [question.baseline, question.candidate] }

  private var restarts: Bool {
    if case .target = question.baseline { return false }
    return true
  }

  /// How long `count` rounds take.
  func estimate(rounds count: Int) -> Nanoseconds {
    let one = question.round + question.warmup + (restarts ? Self.overhead : .zero)
    return Nanoseconds(one.count * Int64(count))
  }

  /// Finds the rate, unless it was given.
  ///
  /// - Throws: A `Complaint` if the rate gives a round too few calls.
  func findRate() throws {
    guard question.rate == nil else { return }
    let began = EventLoop.now()
    let (server, address) = try start(0, port: ports[0])
    defer {
      server?.stop()
      search = EventLoop.now() - began
    }
    guard try server?.waitUntilItListens() ?? true else { throw Self.stoppedEarly }
    var overrides = Overrides()
    overrides[.target] = address
    overrides[.rate] = "none"
    overrides[.threads] = "1"
    overrides[.streams] = "\(Self.searchStreams)"
    overrides[.duration] = Self.searchTime.exactText
    overrides[.warmup] = "1s"
    overrides[.phases] = "false"
    let plan = try question.scenario.plan(overrides: overrides)
    let outcome: LoadOutcome
    do {
      outcome = try play(plan, [server?.process.id], slices: nil)
    } catch let error as LoadError {
      if error.isStop { throw Self.stoppedEarly }
      throw Failure("scenario \(plan.name): \(error)")
    }
    if outcome.wasInterrupted { throw Self.stoppedEarly }
    let measured = outcome.recording.measured.inSeconds
    let found = measured > 0 ? Double(outcome.recording.completedInWindow) / measured : 0
    guard found > 0 else {
      throw Failure("the baseline answered no call in the search for the rate")
    }
    capacity = found
    rate = (found * question.share).rounded()
    let share = Figure.share(question.share)
    try checkRate("\(share) of the \(Figure.rate(found)) that the baseline can do")
  }

  private static let stoppedEarly = Failure(
    "gate: INCONCLUSIVE: it was interrupted in the search for the rate.",
    exitCode: .inconclusive
  )

  private func checkRate(_ name: String) throws(Complaint) {
    let counted = question.countedCalls(rate: rate)
    guard counted >= Self.leastCalls else {
      throw Complaint(
        "\(name) gives each side \(Int(counted)) counted calls a round, and "
          + "\(Int(Self.leastCalls)) are needed; give a higher --rate or a longer --round"
      )
    }
  }

  /// The plan of a round whose seed is known.
  func plan(_ addresses: [String], round: Int) throws -> Plan {
    let seed = (question.slices.seed &+ UInt64(round)) % Limits.seed
    plan = try Self.plan(question, addresses, rate: rate, seed: seed)
    return plan
  }

  private static func plan(
    _ question: Question,
    _ addresses: [String],
    rate: Double,
    seed: UInt64
  ) throws -> Plan {
    var overrides = Overrides()
    overrides.targets = addresses
    overrides[.threads] = "1"
    overrides[.rate] = "\(rate)"
    overrides[.duration] = question.round.exactText
    overrides[.warmup] = question.warmup.exactText
    overrides[.seed] = "\(seed)"
    overrides[.phases] = "false"
    overrides.failIf = ["none"]
    overrides[.abortOnFail] = "false"
    let one = try question.scenario.plan(overrides: overrides.with(target: addresses[0]))
    overrides[.connections] = "\(2 * one.connections)"
    // Over HTTP/1.1 that is a connection for each stream already.
    if !one.protocol.multiplexes { overrides[.streams] = "\(one.streams)" }
    return try question.scenario.plan(overrides: overrides)
  }

  /// Plays a plan, the targets of which have these processes.
  ///
  /// - Throws: A `LoadError` if there was no load, a `Failure` if it went wrong otherwise.
  func play(_ plan: Plan, _ processes: [Int32?], slices: SlicePlan?) throws -> LoadOutcome {
    try Descriptors.makeRoom(for: plan)
    if isPinned { Processor.keep(to: processors[0]) }
    let dial = try Dial(plan, nil)
    let destinations = zip(dial.routes, processes).map { route, process in
      var destination = route.destination
      destination.process = process
      return destination
    }
    do {
      var generator = try LoadGenerator(plan, destinations, serverProcess: nil, slices: slices)
      if isPinned { generator.ownsProcessors = true }
      return try generator.run { [note] in $0.notes.forEach(note) }
    } catch let error as SystemError {
      throw Failure("scenario \(plan.name): \(error)")
    }
  }

  /// Starts a side, unless it runs already.
  func start(_ side: Int, port: UInt16) throws(Failure) -> (GateServer?, String) {
    let address = sides[side].address(port: port)
    if case .target = sides[side] { return (nil, address) }
    if isPinned { Processor.keep(to: processors[1]) }
    let name = side == 0 ? "baseline" : "candidate"
    return (try GateServer(sides[side], name: name, port: port, plan.server), address)
  }

  /// Chooses other ports: between rounds anybody may take the last ones.
  func renewPorts() throws { ports = try GateServer.freePorts() }

  /// The port of a side, by the coin that swaps them.
  func port(_ side: Int, swapped: Bool) -> UInt16 { ports[swapped ? 1 - side : side] }

  /// How a round's arrivals are dealt.
  func slices(seed: UInt64) -> SlicePlan {
    var slices = question.slices
    slices.seed = seed
    return slices
  }
}

extension GateRun.Question {
  /// How many calls of a round a side has on average that are counted.
  func countedCalls(rate: Double) -> Double {
    let counted = 1 - Double(slices.dropped.count) / Double(slices.length.count)
    return rate * round.inSeconds / 2 * counted
  }
}

extension Overrides {
  /// The same for one target alone.
  fileprivate func with(target: String) -> Overrides {
    var overrides = self
    overrides.targets = [target]
    return overrides
  }
}
