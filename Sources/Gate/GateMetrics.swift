/// The figures of a gate: the median, CPU per call, and a tail that this machine can show.
public struct GateMetrics: Sendable {
  /// A quantile can be compared only where the machine stands still for less than a quarter of what
  /// lies beyond it: 0.25 % of the time for p99.
  public static let mostFrozen = (1 - 0.99) / 4

  public let rounds: [GateRound]

  public init(_ rounds: [GateRound]) {
    self.rounds = rounds
  }

  /// The median over rounds.
  public var frozenShare: Double {
    let sorted = rounds.map(\.frozenShare).sorted()
    return sorted.isEmpty ? 0 : sorted[sorted.count / 2]
  }

  /// Whether the plain p99 can be compared here; it does not depend on which side is which.
  public var hasPlainTail: Bool { frozenShare < Self.mostFrozen }

  /// Whether CPU time is known of both sides.
  public var hasCPU: Bool {
    !rounds.isEmpty
      && rounds.allSatisfy { $0.baseline.cpuPerCall != nil && $0.candidate.cpuPerCall != nil }
  }

  /// For each metric each round's difference.
  public var differences: [(name: String, differences: [Double])] {
    let tail: (name: String, figure: (GateArm) -> Double?) =
      hasPlainTail
      ? ("p99", { Double($0.p99) }) : ("windowed p99", { $0.windowedP99.map { Double($0) } })
    var metrics: [(name: String, figure: (GateArm) -> Double?)] = [
      ("p50", { Double($0.p50) }), tail,
    ]
    if hasCPU { metrics.insert(("CPU per call", { $0.cpuPerCall }), at: 1) }
    return metrics.map { metric in
      (metric.name, rounds.map { $0.difference(metric.figure) })
    }
  }
}
