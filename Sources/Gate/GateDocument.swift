public import Results

/// A whole gate: its question, its rules, what it saw and what it answered.
public struct GateDocument: Codable, Equatable, Sendable {
  public static let schema = "grpcbench.gate/1"

  /// How a gate was played.
  public struct Duet: Codable, Equatable, Sendable {
    public var slice: Int64
    public var dropped: Int64
    public var warmup: Int64
    public var round: Int64
    public var rate: Double

    /// What the baseline did in the search that the rate comes from; nil if the rate was given.
    public var capacity: Double?

    /// Whether both servers were started anew for each round; otherwise how they happened to start
    /// is part of what was compared.
    public var restarts: Bool

    /// Whether the generator had a processor to itself.
    public var isPinned: Bool
    public var seed: UInt64

    public init(
      slice: Int64,
      dropped: Int64,
      warmup: Int64,
      round: Int64,
      rate: Double,
      capacity: Double?,
      restarts: Bool,
      isPinned: Bool,
      seed: UInt64
    ) {
      self.slice = slice
      self.dropped = dropped
      self.warmup = warmup
      self.round = round
      self.rate = rate
      self.capacity = capacity
      self.restarts = restarts
      self.isPinned = isPinned
      self.seed = seed
    }

    enum CodingKeys: String, CodingKey {
      case restarts, seed
      case slice = "slice_ns"
      case dropped = "dropped_ns"
      case warmup = "warmup_ns"
      case round = "round_ns"
      case rate = "rate_per_s"
      case capacity = "capacity_per_s"
      case isPinned = "pinned"
    }
  }

  public var schema: String
  public var scenario: JSONValue
  public var baseline: String
  public var candidate: String
  public var startedAt: String
  public var environment: Environment
  public var rules: GateRules
  public var duet: Duet

  /// The median share of the time in which the machine stood still.
  public var frozenShare: Double

  /// What the rounds say, at the look that answered.
  public var verdict: GateVerdict
  public var answer: GateAnswer

  /// One sentence each: why it is this answer, and what limits it.
  public var reasons: [String]
  public var rounds: [GateRound]

  enum CodingKeys: String, CodingKey {
    case schema, scenario, baseline, candidate, environment, rules, duet, verdict, answer, reasons
    case rounds
    case startedAt = "started_at"
    case frozenShare = "frozen_share"
  }

  public init(
    scenario: JSONValue,
    baseline: String,
    candidate: String,
    startedAt: String,
    environment: Environment,
    rules: GateRules,
    duet: Duet,
    rounds: [GateRound],
    failure: String? = nil
  ) {
    let metrics = GateMetrics(rounds)
    schema = Self.schema
    self.scenario = scenario
    self.baseline = baseline
    self.candidate = candidate
    self.startedAt = startedAt
    self.environment = environment
    self.rules = rules
    self.duet = duet
    self.rounds = rounds
    frozenShare = metrics.frozenShare
    verdict = GateVerdict(metrics.differences, rounds: rounds.count, by: rules)
    answer = failure != nil ? .fail : verdict.answer ?? .inconclusive
    reasons = []
    reasons = [failure].compactMap { $0 } + sentences(metrics)
  }

  private func sentences(_ metrics: GateMetrics) -> [String] {
    var sentences: [String] = []
    let worse = verdict.findings.filter { $0.outcome == .worse }
    if answer == .fail {
      sentences += worse.map {
        "\($0.metric) is worse by \($0.shift.map(Figure.change) ?? "–") "
          + "(p \(Figure.significant($0.probability)))."
      }
    }
    if answer == .inconclusive {
      sentences += verdict.findings.filter { $0.outcome != .fine }.map {
        "\($0.metric) may be worse by up to \($0.upper.map(Figure.change) ?? "any amount"), and "
          + "\(Figure.share(rules.tolerance)) is the tolerance."
      }
      if rounds.count < rules.mostRounds {
        sentences.append("It ended after \(rounds.count) rounds.")
      }
    }
    if !metrics.hasPlainTail {
      sentences.append(
        "The machine stood still for \(Figure.share(frozenShare)) of the time, so the tail is the "
          + "median of windows' p99 and not p99 itself."
      )
    }
    if !metrics.hasCPU { sentences.append("CPU time is not known of both servers.") }
    if !duet.restarts {
      sentences.append(
        "The servers were not started anew each round: how they happened to start is in the answer."
      )
    }
    if environment.build == "debug" { sentences.append("grpcbench is a debug build.") }
    return sentences
  }
}
