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
    let metrics: [GateMetric] =
      [.p50] + (hasCPU ? [.cpu] : []) + [hasPlainTail ? .p99 : .windowedP99]
    return metrics.map { ($0.rawValue, differences(of: $0)) }
  }

  /// Each round's difference of one metric; not a number where a side has none.
  public func differences(of metric: GateMetric) -> [Double] {
    rounds.map { $0.difference(metric.figure) }
  }
}

/// A figure of a side that a gate may compare, by the name that it is told by.
public enum GateMetric: String, Codable, CaseIterable, Sendable {
  case p50
  case cpu = "CPU per call"
  case p99
  case windowedP99 = "windowed p99"

  /// In nanoseconds; nil where it is not known.
  public func figure(_ arm: GateArm) -> Double? {
    switch self {
    case .p50: Double(arm.p50)
    case .cpu: arm.cpuPerCall
    case .p99: Double(arm.p99)
    case .windowedP99: arm.windowedP99.map { Double($0) }
    }
  }
}
