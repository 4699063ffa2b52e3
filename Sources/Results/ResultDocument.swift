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

  /// How late the generator itself was; nil in a closed loop.
  @Nullable public var sendLag: LatencySummary?

  /// How long calls waited for a free stream or a connection, those that did; nil in a closed loop
  /// in which none did.
  @Nullable public var slotWait: LatencySummary?
  public var histograms: Histograms
  public var intervals: [IntervalSummary]
  public var validity: Validity

  /// The latencies of calls.
  public struct Latencies: Codable, Sendable, Equatable {
    /// From the intended start, of OK and unfinished calls.
    public var response: LatencySummary

    /// From the actual start; in a closed loop the same as `response`.
    public var service: LatencySummary

    /// From the actual start to the first message; nil where that is the only one.
    @Nullable public var firstMessage: LatencySummary?

    /// From the intended start, of failed calls.
    public var failed: LatencySummary

    enum CodingKeys: String, CodingKey {
      case response, service, failed
      case firstMessage = "first_message"
    }
  }

  /// Whole distributions: HdrHistogram V2 compressed, base64.
  public struct Histograms: Codable, Sendable, Equatable {
    public var response: String

    /// Nil in a closed loop, where it is `response`.
    @Nullable public var service: String?
    public var failed: String
  }

  enum CodingKeys: String, CodingKey {
    case schema, scenario, seed, environment, summary, histograms, intervals, validity
    case startedAt = "started_at"
    case latency = "latency_ns"
    case sendLag = "send_lag_ns"
    case slotWait = "slot_wait_ns"
  }

  /// The scenario's name; `unnamed` if it has none.
  public var scenarioName: String { scenario["name"]?.string ?? "unnamed" }
}
