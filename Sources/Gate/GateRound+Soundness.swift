internal import Results

extension GateArm {
  /// Calls that were not answered in time ÷ all; 0 where it was not recorded.
  var lateShare: Double {
    guard let inTime, calls > inTime else { return 0 }
    return Double(calls - inTime) / Double(calls)
  }

  /// Fewer calls were answered in a round of so many nanoseconds than calls in flight at both its
  /// ends explain, and all the time.
  fileprivate func fellBehind(in length: Int64?) -> Bool {
    guard let inTime, let inFlight, let length, 1 - lateShare < Threshold.achievedShare else {
      return false
    }
    // With a backlog that grows from the beginning to a share s of the calls, half of them wait for
    // s/2 of the round; where the machine stands still at the end, hardly any.
    if let p50, Double(p50) < lateShare / 4 * Double(length) { return false }
    return Double(calls - inTime) > Threshold.chance * (2 * Double(inFlight)).squareRoot()
  }
}

extension GateRound {
  /// Below this share of calls in time a side cannot do the work, whatever the noise.
  private static let leastInTime = 0.9

  var baselineFellBehind: Bool { baseline.fellBehind(in: length) }
  var candidateFellBehind: Bool { candidate.fellBehind(in: length) }

  private var baselineIsOverloaded: Bool {
    baselineFellBehind && 1 - baseline.lateShare < Self.leastInTime
  }

  private var candidateIsOverloaded: Bool {
    candidateFellBehind && 1 - candidate.lateShare < Self.leastInTime
  }

  /// Why a gate ends with a round, whatever the rounds before it say.
  public enum End: Equatable, Sendable {
    /// The candidate has failed.
    case failed(String)
    /// The question cannot be answered this way; what to do is in it.
    case refused(String)
  }

  /// What ends the gate, if this round does.
  ///
  /// - Parameters:
  ///   - mostFailed: The share of its calls that a side may fail.
  ///   - rate: Calls per second of both sides together.
  /// - Returns: Nil if it goes on.
  public func end(mostFailed: Double, rate: Double) -> End? {
    for (name, arm) in [("baseline", baseline), ("candidate", candidate)] where arm.calls == 0 {
      return .refused(
        "no call of the \(name)'s was counted in round \(number); give a higher rate, a longer "
          + "round, or arrivals that are not constant"
      )
    }
    if baselineIsOverloaded || candidateIsOverloaded, let fault = generatorFault {
      return .refused("\(fault) in round \(number); give a rate below \(Figure.rate(rate))")
    }
    return failures(mostFailed) ?? shortfalls(rate)
  }

  /// How much worse the candidate must be where both do badly.
  ///
  /// A candidate that is too slow takes the processor from the baseline, which then suffers too,
  /// though less; two that are alike differ by chance.
  private static let muchWorse = 2.0

  private func failures(_ most: Double) -> End? {
    let (old, new) = (baseline.failedShare, candidate.failedShare)
    let what = { (name: String, share: Double) in
      "\(Figure.share(share)) of the \(name)'s calls failed in round \(number)"
    }
    if new > most, old <= most || new > Self.muchWorse * old {
      return .failed(what("candidate", new) + ".")
    }
    return old > most ? .refused(what("baseline", old)) : nil
  }

  private func shortfalls(_ rate: Double) -> End? {
    let (old, new) = (baseline.lateShare, candidate.lateShare)
    let what = { (name: String, late: Double) in
      "the \(name) answered only \(Figure.share(1 - late)) of its calls in time in round \(number)"
    }
    if candidateIsOverloaded, !baselineIsOverloaded || new > Self.muchWorse * old {
      return .failed(what("candidate", new) + ", the baseline \(Figure.share(1 - old)).")
    }
    guard baselineIsOverloaded else { return nil }
    return .refused(what("baseline", old) + "; give a rate below \(Figure.rate(rate))")
  }

  /// Why the round says little of the servers; nil if nothing speaks against it.
  ///
  /// It does not depend on the candidate: what that does badly is for the metrics to say.
  public var flaw: String? {
    if let generatorFault { return generatorFault }
    guard baselineFellBehind else { return nil }
    return "the baseline answered only \(Figure.share(1 - baseline.lateShare)) of its calls in time"
  }

  private var generatorFault: String? {
    if let busyShare, busyShare > Threshold.invalidBusyShare {
      return "the generator was the bottleneck (its loop was \(Figure.share(busyShare)) busy)"
    }
    guard let lag = sendLagP50, let old = baseline.p50, let new = candidate.p50,
      Double(lag) > Threshold.invalidSendLagShare * Double(min(old, new))
    else { return nil }
    return "the generator sent half of its calls \(Figure.time(lag)) late and more"
  }
}
