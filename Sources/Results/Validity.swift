/// Whether a run measured what it says, with the reasons.
public struct Validity: Codable, Sendable, Equatable {
  public enum Verdict: String, Codable, Sendable, CaseIterable, Comparable {
    case valid
    case suspect
    case invalid

    public static func < (left: Verdict, right: Verdict) -> Bool { left.rank < right.rank }

    private var rank: Int {
      switch self {
      case .valid: 0
      case .suspect: 1
      case .invalid: 2
      }
    }
  }

  public var verdict: Verdict

  /// One sentence each, with figures, the gravest first.
  public var reasons: [String]
  public var evidence: Evidence

  public init(_ evidence: Evidence) {
    let findings = Self.findings(evidence).sorted { $0.verdict > $1.verdict }
    verdict = findings.first?.verdict ?? .valid
    reasons = findings.map(\.reason)
    self.evidence = evidence
  }

  /// Something that speaks against a run.
  private typealias Finding = (verdict: Verdict, reason: String)

  private static func findings(_ evidence: Evidence) -> [Finding] {
    let all = [
      nothingMeasured(evidence), sendLag(evidence), shortfall(evidence), busyLoop(evidence),
      outage(evidence), steal(evidence), unfinished(evidence), outOfRange(evidence),
      disagreement(evidence), debugBuild(evidence),
    ]
    return all.compactMap { $0 }
  }

  private static func nothingMeasured(_ evidence: Evidence) -> Finding? {
    guard evidence.ok == 0 else { return nil }
    guard evidence.calls > 0 else { return (.invalid, "No call was offered while measuring.") }
    let calls = Figure.count(evidence.calls)
    return (.invalid, "None of the \(calls) calls ended OK, so there is no latency to report.")
  }

  private static func sendLag(_ evidence: Evidence) -> Finding? {
    guard evidence.isOpenLoop else { return nil }
    let median = Double(evidence.responseP50)
    let suspect = max(Threshold.suspectSendLag, Threshold.suspectSendLagShare * median)
    let invalid = max(Threshold.invalidSendLag, Threshold.invalidSendLagShare * median)
    let lag = Double(evidence.sendLagP99)
    guard lag > suspect else { return nil }
    let isInvalid = lag > invalid
    let limit = Figure.time(isInvalid ? invalid : suspect)
    return (
      isInvalid ? .invalid : .suspect,
      "The generator sent late: p99 of its lag is \(Figure.time(lag)) (p50 "
        + "\(Figure.time(evidence.sendLagP50))), more than \(limit) at a median response time of "
        + "\(Figure.time(median))."
    )
  }

  private static func shortfall(_ evidence: Evidence) -> Finding? {
    guard evidence.isOpenLoop, evidence.calls > evidence.answered else { return nil }
    let missing = Double(evidence.calls - evidence.answered)
    let achieved = Double(evidence.answered) / Double(evidence.calls)
    // Calls in flight at the two ends of the window do not cancel: their difference has about
    // the variance of both numbers together.
    let chance = Threshold.chance * (2 * Double(evidence.inFlightAtEnd)).squareRoot()
    guard achieved < Threshold.achievedShare, missing > chance else { return nil }
    let fact =
      "Only \(Figure.share(achieved)) of the offered \(Figure.count(evidence.calls)) calls were "
      + "answered in time"
    if Double(evidence.slotWaits) > Threshold.slotWaitShare * Double(evidence.calls) {
      return (
        .suspect,
        "\(fact): the server is saturated, \(Figure.count(evidence.slotWaits)) arrivals waited "
          + "for a free stream (p99 \(Figure.time(evidence.slotWaitP99)))."
      )
    }
    let busiest = evidence.busyShares.max() ?? 0
    if busiest > Threshold.invalidBusyShare {
      return (
        .invalid,
        "\(fact), and the generator was the bottleneck: its loop was \(Figure.share(busiest)) busy."
      )
    }
    if Double(evidence.sendLagP99) > Threshold.invalidSendLag {
      return (.invalid, "\(fact), and the generator sent late.")
    }
    let inFlight = Figure.count(evidence.inFlightAtEnd)
    return (.suspect, "\(fact); \(inFlight) were still in flight at the end.")
  }

  private static func busyLoop(_ evidence: Evidence) -> Finding? {
    guard let busiest = evidence.busyShares.max() else { return nil }
    let limit = evidence.isOpenLoop ? Threshold.suspectBusyShare : Threshold.closedBusyShare
    guard busiest > limit else { return nil }
    guard evidence.isOpenLoop, busiest > Threshold.invalidBusyShare else {
      return (
        .suspect,
        "The generator may be the bottleneck: its loop was \(Figure.share(busiest)) busy."
      )
    }
    return (
      .invalid, "The generator is the bottleneck: its loop was \(Figure.share(busiest)) busy."
    )
  }

  private static func outage(_ evidence: Evidence) -> Finding? {
    guard evidence.outageShare > 0 else { return nil }
    return (
      .suspect,
      "There was no connection for \(Figure.share(evidence.outageShare)) of the measured time."
    )
  }

  private static func steal(_ evidence: Evidence) -> Finding? {
    guard let share = evidence.stealShare, share > Threshold.stealShare else { return nil }
    return (
      .suspect, "The hypervisor took \(Figure.share(share)) of the CPU time for other machines."
    )
  }

  private static func unfinished(_ evidence: Evidence) -> Finding? {
    let share = Double(evidence.unfinished) / Double(max(evidence.calls, 1))
    guard share > Threshold.unfinishedShare else { return nil }
    return (
      .suspect,
      "\(Figure.count(evidence.unfinished)) calls (\(Figure.share(share))) never ended: "
        + "their response times are lower bounds."
    )
  }

  private static func outOfRange(_ evidence: Evidence) -> Finding? {
    guard evidence.outOfRange > 0 else { return nil }
    return (
      .suspect,
      "\(Figure.count(evidence.outOfRange)) latencies above one hour are in no percentile."
    )
  }

  private static func disagreement(_ evidence: Evidence) -> Finding? {
    evidence.serverDisagreement.map { (.suspect, $0) }
  }

  private static func debugBuild(_ evidence: Evidence) -> Finding? {
    guard evidence.isDebugBuild else { return nil }
    return (.suspect, "This is a debug build; do not compare it with anything.")
  }
}
