/// The figures of a gate: the median, CPU per call, a tail that this machine can show, and failed
/// calls where there are any.
///
/// Where p99 jumps from round to round, the tail is the windowed p99, and p99 is watched: it may
/// fail the candidate, which could have pauses that windows do not show, and need not be fine.
public struct GateMetrics: Sendable {
  /// A quantile can be compared only where the machine stands still for less than a quarter of what
  /// lies beyond it: 0.25 % of the time for p99.
  public static let mostFrozen = (1 - 0.99) / 4

  /// And where half of its rounds differ by less than this, as ln(candidate ÷ baseline): with more
  /// sixteen rounds could not show it to be fine.
  public static let mostRestless = 0.05

  /// Calls of a side in a round below which there is no p99: ten calls are beyond it.
  public static let leastForTail: UInt64 = 1_000

  public let rounds: [GateRound]

  public init(_ rounds: [GateRound]) {
    self.rounds = rounds
  }

  /// The median over rounds.
  public var frozenShare: Double {
    let sorted = rounds.map(\.frozenShare).sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// Whether the plain p99 can be compared here.
  ///
  /// It does not depend on which side is which in any round, so it takes nothing from the coins.
  public var hasPlainTail: Bool { frozenShare < Self.mostFrozen && isSteady(.p99) }

  /// Whether half of the rounds differ by little, or all where there is one.
  private func isSteady(_ metric: GateMetric) -> Bool {
    let sizes = differences(of: metric).map { $0.isFinite ? abs($0) : .infinity }.sorted()
    return !sizes.isEmpty && sizes[sizes.count / 2] <= Self.mostRestless
  }

  /// Metrics that may fail a candidate and need not be fine.
  ///
  /// A p99 that is missing in a round, because too many calls failed, is not restless but unknown.
  public var watched: Set<String> {
    guard hasTail, !hasPlainTail, differences(of: .p99).allSatisfy(\.isFinite) else { return [] }
    return [GateMetric.p99.rawValue]
  }

  /// Whether rounds have enough calls for a tail, on average over them and both sides.
  public var hasTail: Bool {
    let calls = rounds.reduce(0) { $0 + $1.baseline.calls + $1.candidate.calls }
    return calls >= UInt64(2 * rounds.count) * Self.leastForTail
  }

  /// Whether CPU time is known of both sides.
  public var hasCPU: Bool {
    !rounds.isEmpty
      && rounds.allSatisfy { $0.baseline.cpuPerCall != nil && $0.candidate.cpuPerCall != nil }
  }

  /// Whether a call failed on either side.
  public var hasFailures: Bool { rounds.contains { $0.baseline.failed + $0.candidate.failed > 0 } }

  /// The failed ÷ all calls of a side, over all rounds.
  public func failedShare(_ side: (GateRound) -> GateArm) -> Double {
    let arms = rounds.map(side)
    let calls = arms.reduce(0) { $0 + $1.calls }
    return calls > 0 ? Double(arms.reduce(0) { $0 + $1.failed }) / Double(calls) : 0
  }

  /// For each metric each round's difference.
  public var differences: [(name: String, differences: [Double])] {
    let metrics: [GateMetric] =
      [.p50] + (hasCPU ? [.cpu] : []) + tails + (hasFailures ? [.failed] : [])
    return metrics.map { ($0.rawValue, differences(of: $0)) }
  }

  private var tails: [GateMetric] {
    guard hasTail else { return [] }
    return hasPlainTail ? [.p99] : [.windowedP99, .p99]
  }

  /// Each round's difference of one metric; not a number where a side has none.
  public func differences(of metric: GateMetric) -> [Double] {
    rounds.map { metric.difference($0) }
  }
}

/// A figure of a side that a gate may compare, by the name that it is told by.
public enum GateMetric: String, Codable, CaseIterable, Sendable {
  case p50
  case cpu = "CPU per call"
  case p99
  case windowedP99 = "windowed p99"
  case failed = "failed calls"

  /// In nanoseconds, or of failed calls their share; nil where it is not known.
  public func figure(_ arm: GateArm) -> Double? {
    switch self {
    case .p50: arm.p50.map { Double($0) }
    case .cpu: arm.cpuPerCall
    case .p99: arm.p99.map { Double($0) }
    case .windowedP99: arm.windowedP99.map { Double($0) }
    case .failed: arm.failedShare
    }
  }

  /// ln(candidate ÷ baseline), or of failed calls, of which there may be none, candidate −
  /// baseline; not a number where a side has no figure.
  func difference(_ round: GateRound) -> Double {
    guard self == .failed else { return round.difference(figure) }
    return round.candidate.failedShare - round.baseline.failedShare
  }
}
