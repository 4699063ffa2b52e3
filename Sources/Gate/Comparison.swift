internal import Results
public import Scenarios

/// Two sides of runs, metric by metric.
public struct Comparison: Codable, Sendable, Equatable {
  public static let schema = "grpcbench.comparison/1"

  public var schema: String
  public var old: String
  public var new: String

  /// How many runs each side has.
  public var oldRuns: Int
  public var newRuns: Int

  /// Why the sides should not be compared; they were all the same if there are any.
  public var objections: [String]

  /// Those metrics that any run has.
  public var changes: [MetricChange]

  enum CodingKeys: String, CodingKey {
    case schema, old, new, objections, changes
    case oldRuns = "old_runs"
    case newRuns = "new_runs"
  }

  /// What is compared if nothing is said.
  public static let usual: [Metric] =
    [.p50, .p90, .p99, .p999].map { .latency(.response, $0) }
    + [.p50, .p99].map { .latency(.service, $0) }
    + [.p50, .p99].map { .latency(.firstMessage, $0) }
    + [.p50, .p99].map { .latency(.roundTrip, $0) }
    + [
      .achieved, .calls(.failed), .cpu(.clientPerCall), .cpu(.serverPerCall), .memory(.client),
      .memory(.server),
    ]

  public init(
    old: (name: String, runs: [NamedResult]),
    new: (name: String, runs: [NamedResult]),
    metrics: [Metric] = Comparison.usual
  ) {
    schema = Self.schema
    self.old = old.name
    self.new = new.name
    oldRuns = old.runs.count
    newRuns = new.runs.count
    objections = Comparability(old: old.runs, new: new.runs).objections
    let isClosed = (old.runs + new.runs).allSatisfy { $0.result.summary.loop == .closed }
    changes = metrics.compactMap { metric in
      // In a closed loop it is the same clock once more.
      if case .latency(.service, _) = metric, isClosed, metrics == Self.usual { return nil }
      return MetricChange(metric, old: old.runs.map(\.result), new: new.runs.map(\.result))
    }
  }

  /// The metrics, of those that were asked for, that no run has.
  public func missing(of metrics: [Metric]) -> [Metric] {
    metrics.filter { metric in !changes.contains { $0.metric == metric.name } }
  }
}
