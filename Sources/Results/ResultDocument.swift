/// What a run found, together with its question, its machine and its evidence of validity: the
/// document `grpcbench.result/1`.
///
/// `Results/result.schema.json` at the top of the package is its published schema.
public struct ResultDocument: Codable, Sendable, Equatable {
  /// The name of the format that this program writes.
  public static let schema = "\(schemaName)/\(schemaVersion)"
  static let schemaName = "grpcbench.result"
  static let schemaVersion = 1

  public var schema: String

  /// The resolved scenario: the question, in which nothing is left open.
  public var scenario: JSONValue
  public var seed: UInt64

  /// ISO 8601, in UTC.
  public var startedAt: String
  public var environment: Environment
  public var summary: Summary
  public var latency: Latencies

  /// The response times of all calls, added up exactly, in nanoseconds.
  public var responseSum: Int64

  /// Where that time went; nil if phases were not taken.
  @Nullable public var phases: PhaseSummaries?

  /// Each kind of call of the plan by itself, in the plan's order.
  public var calls: [CallSummary]

  /// Each target of the plan by itself, in the plan's order.
  public var targets: [TargetSummary]

  /// Nil if no connection stood.
  @Nullable public var peerSettings: PeerSettings?

  /// What the server itself has counted; nil if it has no counters.
  @Nullable public var server: ServerReport?

  /// How late the generator itself was; nil in a closed loop.
  @Nullable public var sendLag: LatencySummary?

  /// How long calls waited for a free stream or a connection, those that did; nil in a closed loop
  /// in which none did.
  @Nullable public var slotWait: LatencySummary?
  public var histograms: Histograms
  public var intervals: [IntervalSummary]

  /// Each threshold of the plan and whether it held, in the plan's order.
  public var thresholds: [ThresholdOutcome]

  /// Why the run was ended before its time; nil if it was not.
  @Nullable public var endedEarly: String?
  public var validity: Validity

  enum CodingKeys: String, CodingKey {
    case schema, scenario, seed, environment, summary, calls, targets, server, histograms,
      intervals, thresholds, validity
    case endedEarly = "ended_early"
    case startedAt = "started_at"
    case latency = "latency_ns"
    case responseSum = "response_sum_ns"
    case phases = "phases_ns"
    case peerSettings = "peer_settings"
    case sendLag = "send_lag_ns"
    case slotWait = "slot_wait_ns"
  }

  /// The scenario's name; `unnamed` if it has none.
  public var scenarioName: String { scenario["name"]?.string ?? "unnamed" }
}
