import Gate
import Load
import Results
import Scenarios
import Statistics
import Timing
import Transport

/// A round of a gate, and how it ends.
extension GateRun {
  enum RoundEnd: Equatable {
    /// It is one more of the rounds.
    case played
    /// The candidate has failed, and with it the gate.
    case failed(String)
    /// The gate cannot go on: what to do is in the line.
    case refused(String)
    case interrupted
  }

  /// What a round's coins say; everything is drawn in which the sides could differ but for what
  /// they are.
  private struct Coins {
    let candidateStartsFirst: Bool
    let portsAreSwapped: Bool
    let candidateConnectsFirst: Bool

    init(_ bits: UInt64) {
      candidateStartsFirst = bits & 1 == 1
      portsAreSwapped = bits & 2 == 2
      candidateConnectsFirst = bits & 4 == 4
    }
  }

  private static let names = ["baseline", "candidate"]

  /// Plays the next round.
  func playRound() throws -> RoundEnd {
    let began = EventLoop.now()
    let played = rounds.count
    let end = try playWithServers()
    if rounds.count > played { rounds[played].wall = (EventLoop.now() - began).count }
    return end
  }

  private func playWithServers() throws -> RoundEnd {
    let number = rounds.count + 1
    let coins = Coins(random.next())
    try renewPorts()
    var servers: [GateServer?] = [nil, nil]
    var addresses = ["", ""]
    defer { for server in servers { server?.stop() } }
    for side in coins.candidateStartsFirst ? [1, 0] : [0, 1] {
      do {
        let port = port(side, swapped: coins.portsAreSwapped)
        (servers[side], addresses[side]) = try start(side, port: port)
      } catch {
        return end(of: side, "\(error) in round \(number)")
      }
    }
    for (side, server) in servers.enumerated() {
      do {
        guard try server?.waitUntilItListens() ?? true else { return .interrupted }
      } catch let failure as Failure {
        return end(of: side, "\(failure) in round \(number)")
      }
    }
    return try load(servers, addresses, coins, number)
  }

  private func load(
    _ servers: [GateServer?],
    _ addresses: [String],
    _ coins: Coins,
    _ number: Int
  ) throws -> RoundEnd {
    // The plan's targets: who is connected first, and whose memory is where. It is its own inverse.
    let order = coins.candidateConnectsFirst ? [1, 0] : [0, 1]
    let plan = try plan(order.map { addresses[$0] }, round: number)
    let outcome: LoadOutcome
    do {
      let processes = order.map { servers[$0]?.process.id }
      outcome = try play(plan, processes, slices: slices(seed: plan.seed))
    } catch let failure as Failure {
      return .refused("\(failure) in round \(number)")
    } catch let error as LoadError {
      if error.isStop { return .interrupted }
      guard let target = error.target else { return .refused("\(error) in round \(number)") }
      return end(of: order[target], "the \(Self.names[order[target]]): \(error) in round \(number)")
    }
    guard !outcome.wasInterrupted else { return .interrupted }
    for (side, server) in servers.enumerated() where server?.process.hasEnded == true {
      let name = "the \(Self.names[side]) \(Complaint.shown(sides[side].name))"
      return end(of: side, "\(name) ended in round \(number)")
    }
    let arms = order.map { GateArm(outcome.targets[$0]) }
    let lag = outcome.recording.sendLag
    let round = GateRound(
      number: number,
      seed: plan.seed,
      candidateStartedFirst: coins.candidateStartsFirst,
      portsSwapped: coins.portsAreSwapped,
      frozenShare: lag.share(above: Self.frozen),
      baseline: arms[0],
      candidate: arms[1],
      candidateConnectedFirst: coins.candidateConnectsFirst,
      busyShare: outcome.busyShares.max(),
      sendLagP50: lag.quantile(0.5).count,
      length: outcome.recording.measured.count
    )
    rounds.append(round)
    switch round.end(mostFailed: plan.maxFailedShare, rate: rate) {
    case .failed(let reason): return .failed("It failed: \(reason)")
    case .refused(let reason): return .refused(reason)
    case nil: return .played
    }
  }

  /// What follows from a side that is not there: the candidate's fault is an answer.
  private func end(of side: Int, _ what: String) -> RoundEnd {
    side == 1 ? .failed("It failed: \(what).") : .refused(what)
  }
}

extension GateArm {
  fileprivate init(_ target: TargetOutcome) {
    let recording = target.recording
    let failed = recording.failedCalls
    let answered = Double(target.answered)
    self.init(
      calls: recording.started,
      failed: failed + recording.unfinishedCalls,
      p50: recording.response.quantile(0.5, failed: failed)?.count,
      p99: recording.response.quantile(0.99, failed: failed)?.count,
      windowedP99: WindowedQuantile.median(0.99, of: recording.intervals)?.count,
      // A process that used no time at all is the parent of the server.
      cpuPerCall: target.server.flatMap {
        answered > 0 && $0 > .zero ? Double($0.count) / answered : nil
      },
      inTime: recording.completedInWindow + failed,
      inFlight: recording.inFlightAtEnd
    )
  }
}
