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
  /// Starting and stopping both servers, for the estimate.
  static let overhead = Nanoseconds.milliseconds(700)

  private let question: Question
  private let ports: [UInt16]
  private let processors: [Int32]
  private(set) var rounds: [GateRound] = []
  private(set) var rate = 0.0
  private(set) var capacity: Double?
  /// How long the search for it took.
  private(set) var search: Nanoseconds?
  private var random: SplitMix64

  var isPinned: Bool { processors.count >= 2 }

  init(_ question: Question) throws {
    self.question = question
    ports = try GateServer.freePorts()
    processors = question.isPinned ? Processor.usable : []
    random = SplitMix64(seed: question.slices.seed, key: 1 << 40)
  }

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
  func findRate() throws {
    if let given = question.rate {
      rate = given
      return
    }
    let began = EventLoop.now()
    let (server, address) = try start(question.baseline, "baseline", port: ports[0])
    defer {
      server?.stop()
      search = EventLoop.now() - began
    }
    guard try server?.waitUntilItListens() ?? true else {
      throw Failure("stopped before the gate had an answer")
    }
    var overrides = Overrides()
    overrides[.target] = address
    overrides[.rate] = "none"
    overrides[.threads] = "1"
    overrides[.streams] = "\(Self.searchStreams)"
    overrides[.duration] = Self.searchTime.exactText
    overrides[.warmup] = "1s"
    overrides[.phases] = "false"
    let plan = try question.scenario.plan(overrides: overrides)
    let outcome = try play(plan, [server?.process.id], slices: nil)
    let measured = outcome.recording.measured.inSeconds
    let found = measured > 0 ? Double(outcome.recording.completedInWindow) / measured : 0
    guard !outcome.wasInterrupted, found >= 10 else {
      throw Failure("the baseline answered \(Figure.rate(found)) in the search for the rate")
    }
    capacity = found
    rate = (found * question.share).rounded()
  }

  /// Plays the next round.
  ///
  /// - Returns: Why the gate ends before its rules answer; nil if it goes on.
  func playRound() throws -> String? {
    let began = EventLoop.now()
    let played = rounds.count
    let reason = try playWithServers()
    if rounds.count > played { rounds[played].wall = (EventLoop.now() - began).count }
    return reason
  }

  private func playWithServers() throws -> String? {
    let number = rounds.count + 1
    let coins = random.next()
    let (candidateFirst, swapped) = (coins & 1 == 1, coins & 2 == 2)
    let names = ["baseline", "candidate"]
    let sides = [question.baseline, question.candidate]
    var servers: [GateServer?] = [nil, nil]
    var addresses = ["", ""]
    defer { for server in servers { server?.stop() } }
    for side in candidateFirst ? [1, 0] : [0, 1] {
      let port = ports[swapped ? 1 - side : side]
      (servers[side], addresses[side]) = try start(sides[side], names[side], port: port)
    }
    for server in servers {
      guard try server?.waitUntilItListens() ?? true else {
        return "It was interrupted in round \(number)."
      }
    }
    let plan = try plan(addresses, round: number)
    var slices = question.slices
    slices.seed = plan.seed
    let outcome = try play(plan, servers.map { $0?.process.id }, slices: slices)
    guard !outcome.wasInterrupted else { return "It was interrupted in round \(number)." }
    for (side, server) in servers.enumerated() where server?.process.hasEnded == true {
      let what = "the \(names[side]) \(Complaint.shown(sides[side].name)) ended in round \(number)"
      guard side == 1 else { throw Failure(what) }
      return "It failed: \(what)."
    }
    let arms = outcome.targets.map { GateArm($0) }
    rounds.append(
      GateRound(
        number: number,
        seed: plan.seed,
        candidateStartedFirst: candidateFirst,
        portsSwapped: swapped,
        frozenShare: outcome.recording.sendLag.share(above: Self.frozen),
        baseline: arms[0],
        candidate: arms[1]
      )
    )
    return try trouble(arms, allowed: plan.maxFailedShare)
  }

  /// Why the gate cannot go on with the last round's failed calls; nil if it can.
  ///
  /// A candidate that is too slow for the rate takes the processor from the baseline, whose calls
  /// then fail too, though fewer of them.
  private func trouble(_ arms: [GateArm], allowed: Double) throws -> String? {
    let shares = arms.map(\.failedShare)
    let what = { (side: String, share: Double) in
      "\(Figure.share(share)) of the \(side)'s calls failed in round \(self.rounds.count)"
    }
    if shares[1] > allowed, shares[1] > shares[0] {
      return "It failed: \(what("candidate", shares[1]))."
    }
    guard shares[0] <= allowed else { throw Failure(what("baseline", shares[0])) }
    return nil
  }

  private func plan(_ addresses: [String], round: Int) throws -> Plan {
    var overrides = Overrides()
    overrides.targets = addresses
    overrides[.threads] = "1"
    overrides[.rate] = "\(rate)"
    overrides[.duration] = question.round.exactText
    overrides[.warmup] = question.warmup.exactText
    overrides[.seed] = "\((question.slices.seed &+ UInt64(round)) % Limits.seed)"
    overrides[.phases] = "false"
    overrides.failIf = ["none"]
    overrides[.abortOnFail] = "false"
    let one = try question.scenario.plan(overrides: overrides.with(target: addresses[0]))
    overrides[.connections] = "\(2 * one.connections)"
    return try question.scenario.plan(overrides: overrides)
  }

  private func play(_ plan: Plan, _ processes: [Int32?], slices: SlicePlan?) throws -> LoadOutcome {
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
      return try generator.run { _ in }
    } catch let error as LoadError {
      throw Failure("scenario \(plan.name): \(error)")
    } catch let error as SystemError {
      throw Failure("scenario \(plan.name): \(error)")
    }
  }

  private func start(
    _ side: GateSide,
    _ name: String,
    port: UInt16
  ) throws -> (GateServer?, String) {
    if case .target(let address) = side { return (nil, address) }
    if isPinned { Processor.keep(to: processors[1]) }
    return (try GateServer(side, name: name, port: port), "127.0.0.1:\(port)")
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

extension GateArm {
  fileprivate init(_ target: TargetOutcome) {
    let recording = target.recording
    let answered = Double(target.answered)
    self.init(
      calls: recording.started,
      failed: recording.failedCalls + recording.unfinishedCalls,
      p50: recording.response.quantile(0.5).count,
      p99: recording.response.quantile(0.99).count,
      windowedP99: WindowedQuantile.median(0.99, of: recording.intervals)?.count,
      cpuPerCall: target.server.flatMap { answered > 0 ? Double($0.count) / answered : nil }
    )
  }
}
