public import Scenarios

/// One run in a history: when, of what, where, and its figures.
public struct HistoryEntry: Codable, Sendable, Equatable {
  public static let schema = "grpcbench.history/1"

  public var schema: String

  /// ISO 8601, in UTC.
  public var at: String
  public var scenario: String

  /// What the scenario asked, as `Question.text`: the same name with another question is another
  /// series; nil in an entry of a grpcbench that did not keep it.
  public var question: String?

  /// What was measured: the server's commit, or the generator's if nothing else was said.
  public var commit: String

  /// Processor, processors, memory and kernel: figures of another machine are another series.
  public var machine: String

  /// In the unit of each metric's usual quantity, by name; only those that the run had.
  public var metrics: [String: Double]

  /// What a history keeps of a run.
  public static let kept: [Metric] =
    [.mean, .p50, .p90, .p99, .p999].map { .latency(.response, $0) }
    + [.p50, .p99].map { .latency(.service, $0) }
    + [.p50, .p99].map { .latency(.firstMessage, $0) }
    + [.p50, .p99].map { .latency(.roundTrip, $0) }
    + [
      .achieved, .calls(.failed), .cpu(.clientPerCall), .cpu(.serverPerCall), .memory(.client),
      .memory(.server),
    ]

  public init(_ result: ResultDocument, commit: String?) {
    let environment = result.environment
    schema = Self.schema
    at = result.startedAt
    scenario = result.scenarioName
    question = result.question.text
    self.commit = commit ?? environment.commit
    machine = [
      environment.cpuModel, "\(environment.cpus) CPUs", Figure.bytes(environment.memoryBytes),
      environment.kernel,
    ].joined(separator: ", ")
    metrics = [:]
    for metric in Self.kept {
      metrics[metric.name] = metric.value(in: result, as: metric.quantities[0])
    }
  }
}
