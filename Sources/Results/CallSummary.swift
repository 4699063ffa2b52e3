internal import Scenarios
internal import Statistics
internal import Timing

/// What one kind of call came to, apart from the plan's others.
public struct CallSummary: Codable, Sendable, Equatable {
  public var name: String
  public var method: String

  /// `unary`, `server_streaming`, `client_streaming` or `bidirectional`.
  public var kind: String
  public var weight: Int

  /// Calls of the measured window, however they ended: `ok + failed + unfinished`.
  public var calls: UInt64
  public var ok: UInt64
  public var failed: UInt64
  public var unfinished: UInt64

  /// Calls that the plan had the client cancel; they are in `ok`.
  public var cancelled: UInt64

  /// Ended calls by the name of their gRPC status; names without calls are left out.
  public var status: [String: UInt64]

  /// The most frequent failures, at most `mostFailures`.
  public var failures: [Summary.Failure]

  /// Calls that ended OK in the measured window, per second.
  public var achievedPerSecond: Double

  /// A lower and an upper bound by batch means; nil in runs under three seconds.
  @Nullable public var achievedPerSecondCI95: [Double]?
  public var messagesSent: UInt64
  public var messagesReceived: UInt64
  public var messagesSentPerSecond: Double
  public var messagesReceivedPerSecond: Double
  public var latency: Latencies

  /// The response times of its calls, added up exactly.
  public var responseSum: Int64
  @Nullable public var phases: PhaseSummaries?

  /// How many kinds of failures are kept.
  public static let mostFailures = 5

  enum CodingKeys: String, CodingKey {
    case name, method, kind, weight, calls, ok, failed, unfinished, cancelled, status, failures
    case achievedPerSecond = "achieved_per_s"
    case achievedPerSecondCI95 = "achieved_per_s_ci95"
    case messagesSent = "messages_sent"
    case messagesReceived = "messages_received"
    case messagesSentPerSecond = "messages_sent_per_s"
    case messagesReceivedPerSecond = "messages_received_per_s"
    case latency = "latency_ns"
    case responseSum = "response_sum_ns"
    case phases = "phases_ns"
  }

  init(_ call: CallRecording, seed: UInt64) {
    let recording = call.recording
    let summary = Summary(recording, usage: .nothing)
    name = call.name
    method = call.method
    kind = call.kind.rawValue
    weight = call.weight
    calls = summary.calls
    ok = summary.ok
    failed = summary.failed
    unfinished = summary.unfinished
    cancelled = summary.cancelled
    status = summary.status
    failures = Array(summary.failures.filter { $0.status != "OTHER" }.prefix(Self.mostFailures))
    achievedPerSecond = summary.achievedPerSecond
    messagesSent = summary.messagesSent
    messagesReceived = summary.messagesReceived
    messagesSentPerSecond = summary.messagesSentPerSecond
    messagesReceivedPerSecond = summary.messagesReceivedPerSecond
    latency = Latencies(recording, seed: seed)
    responseSum = recording.responseSum.total.count
    achievedPerSecondCI95 = summary.achievedPerSecondCI95
    phases = PhaseSummaries(recording)
  }
}

extension Usage {
  /// What is not known of one kind of call: it has no process of its own.
  fileprivate static var nothing: Usage {
    Usage(clientUserSeconds: 0, clientSystemSeconds: 0, clientPeakRSS: 0)
  }
}
