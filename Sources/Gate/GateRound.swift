internal import Foundation

/// What one side did in one round.
public struct GateArm: Codable, Equatable, Sendable {
  /// Calls that are counted: without the beginnings of slices.
  public var calls: UInt64

  /// Those of them that failed or never ended, whether they were sent or not.
  public var failed: UInt64

  /// Of the response time, with failed calls slower than any other; nil if such a call is the
  /// quantile, or there are none.
  public var p50: Int64?
  public var p99: Int64?

  /// The median over windows of at least a hundred calls of each window's p99; nil if there were
  /// fewer calls.
  public var windowedP99: Int64?

  /// CPU time of the server's process ÷ all calls that it answered; nil if it is not known.
  public var cpuPerCall: Double?

  /// Counted calls that ended in the measured time; nil if that was not recorded.
  public var inTime: UInt64?

  /// Counted calls that had not ended when the measured time was over.
  public var inFlight: UInt64?

  public init(
    calls: UInt64,
    failed: UInt64,
    p50: Int64?,
    p99: Int64?,
    windowedP99: Int64?,
    cpuPerCall: Double?,
    inTime: UInt64? = nil,
    inFlight: UInt64? = nil
  ) {
    self.calls = calls
    self.failed = failed
    self.p50 = p50
    self.p99 = p99
    self.windowedP99 = windowedP99
    self.cpuPerCall = cpuPerCall
    self.inTime = inTime
    self.inFlight = inFlight
  }

  public var failedShare: Double { calls > 0 ? Double(failed) / Double(calls) : 0 }

  enum CodingKeys: String, CodingKey {
    case calls, failed
    case p50 = "p50_ns"
    case p99 = "p99_ns"
    case windowedP99 = "windowed_p99_ns"
    case cpuPerCall = "cpu_ns_per_call"
    case inTime = "in_time"
    case inFlight = "in_flight"
  }
}

/// One round of a gate: both servers started afresh and loaded in turns.
public struct GateRound: Codable, Equatable, Sendable {
  /// From 1.
  public var number: Int
  public var seed: UInt64

  /// What the round's coins said.
  public var candidateStartedFirst: Bool
  public var portsSwapped: Bool

  /// The third coin: who is connected first, and whose memory is where in the generator; nil in
  /// rounds that had two.
  public var candidateConnectedFirst: Bool?

  /// The part of the time in which this machine stood still, by the generator's own lateness.
  public var frozenShare: Double

  /// The part of the measured time in which the generator was at work; nil if it was not recorded.
  public var busyShare: Double?

  /// The measured time, in nanoseconds; nil if it was not recorded.
  public var length: Int64?

  /// The median lateness of the generator itself, in nanoseconds.
  public var sendLagP50: Int64?

  public var baseline: GateArm
  public var candidate: GateArm

  /// How long all of it took, in nanoseconds: starting and ending both servers too.
  public var wall: Int64?

  public init(
    number: Int,
    seed: UInt64,
    candidateStartedFirst: Bool,
    portsSwapped: Bool,
    frozenShare: Double,
    baseline: GateArm,
    candidate: GateArm,
    candidateConnectedFirst: Bool? = nil,
    busyShare: Double? = nil,
    sendLagP50: Int64? = nil,
    length: Int64? = nil,
    wall: Int64? = nil
  ) {
    self.number = number
    self.seed = seed
    self.candidateStartedFirst = candidateStartedFirst
    self.portsSwapped = portsSwapped
    self.frozenShare = frozenShare
    self.baseline = baseline
    self.candidate = candidate
    self.candidateConnectedFirst = candidateConnectedFirst
    self.busyShare = busyShare
    self.sendLagP50 = sendLagP50
    self.length = length
    self.wall = wall
  }

  enum CodingKeys: String, CodingKey {
    case number, seed, baseline, candidate
    case candidateConnectedFirst = "candidate_connected_first"
    case busyShare = "busy_share"
    case wall = "wall_ns"
    case sendLagP50 = "send_lag_p50_ns"
    case length = "measured_ns"
    case candidateStartedFirst = "candidate_started_first"
    case portsSwapped = "ports_swapped"
    case frozenShare = "frozen_share"
  }

  /// The same round with the names of the sides exchanged: what the coins might have made of it if
  /// both are alike.
  public var swapped: GateRound {
    var swapped = self
    (swapped.baseline, swapped.candidate) = (candidate, baseline)
    return swapped
  }

  /// ln(candidate ÷ baseline) of a figure; not a number where a side has none.
  public func difference(_ figure: (GateArm) -> Double?) -> Double {
    guard let old = figure(baseline), let new = figure(candidate), old > 0, new > 0 else {
      return .nan
    }
    return log(new / old)
  }
}
