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

    /// How long that search took, in nanoseconds.
    public var search: Int64?

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
      seed: UInt64,
      search: Int64? = nil
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
      self.search = search
    }

    enum CodingKeys: String, CodingKey {
      case restarts, seed
      case slice = "slice_ns"
      case dropped = "dropped_ns"
      case warmup = "warmup_ns"
      case round = "round_ns"
      case rate = "rate_per_s"
      case capacity = "capacity_per_s"
      case search = "search_ns"
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

  /// The document of rounds that are over.
  ///
  /// - Parameters:
  ///   - scenario: The plan of the last round: the question, with nothing left open.
  ///   - baseline: The side's name: its address, command or path.
  ///   - candidate: The same of the other side.
  ///   - startedAt: In ISO 8601.
  ///   - environment: Of the generator.
  ///   - rules: By which it is judged.
  ///   - duet: How it was played.
  ///   - rounds: All of them, in order.
  ///   - failure: Why the candidate has failed whatever the rounds say, as a sentence.
  ///   - trouble: Why the gate was ended before its rules had an answer, as a sentence.
  public init(
    scenario: JSONValue,
    baseline: String,
    candidate: String,
    startedAt: String,
    environment: Environment,
    rules: GateRules,
    duet: Duet,
    rounds: [GateRound],
    failure: String? = nil,
    trouble: String? = nil
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
    verdict = GateVerdict(rounds, by: rules)
    answer =
      failure != nil ? .fail : trouble != nil ? .inconclusive : verdict.answer ?? .inconclusive
    // The generator's own slowness is on both sides, and hides what the candidate adds.
    if answer == .pass, environment.build == "debug" { answer = .inconclusive }
    reasons = []
    reasons = [failure, trouble].compactMap { $0 } + (rounds.isEmpty ? [] : sentences(metrics))
  }

  private func sentences(_ metrics: GateMetrics) -> [String] {
    var sentences: [String] = []
    let worse = verdict.findings.filter { $0.outcome == .worse }
    if answer == .fail {
      sentences += worse.map {
        "\($0.metric) is worse by \($0.shift.map(Figure.change) ?? "–") "
          + "(p \(Figure.probability($0.probability)))."
      }
    }
    if answer != .fail { sentences += flaws }
    if answer == .inconclusive {
      if environment.build == "debug" {
        sentences.append("grpcbench is a debug build, whose own slowness hides a candidate's.")
      }
      let open = verdict.findings.filter {
        $0.outcome != .fine && !metrics.watched.contains($0.metric)
      }
      sentences += open.map {
        let isShare = $0.metric == GateMetric.failed.rawValue
        let tolerance = isShare ? GateRules.leastFailed : rules.tolerance
        return "\($0.metric) may be worse by up to \($0.upper.map(Figure.change) ?? "any amount"), "
          + "and \(Figure.share(tolerance)) is the tolerance."
      }
      if rounds.count < rules.mostRounds {
        sentences.append("It ended after \(rounds.count) rounds.")
      }
    }
    if metrics.hasFailures {
      sentences.append(
        "Failed calls: \(Figure.share(metrics.failedShare(\.candidate))) of the candidate's, "
          + "\(Figure.share(metrics.failedShare(\.baseline))) of the baseline's."
      )
    }
    if !metrics.hasTail {
      sentences.append(
        "A side had fewer than \(Figure.count(GateMetrics.leastForTail)) calls a round, too few "
          + "for a tail: none was judged."
      )
    } else if !metrics.hasPlainTail {
      sentences.append(
        "p99 is too restless on this machine, which stood still for \(Figure.share(frozenShare)) "
          + "of the time: the tail is the median of windows' p99, and p99 itself may fail the "
          + "candidate and need not be fine."
      )
    }
    if !metrics.hasCPU {
      let advice =
        duet.restarts
        ? ": a command's process used none, so its server may be a child; end it with exec." : "."
      sentences.append("CPU time is not known of both servers" + advice)
    }
    if !duet.restarts {
      sentences.append(
        "The servers were not started anew each round: how they happened to start is in the answer."
      )
    }
    if environment.build == "debug", answer == .fail {
      sentences.append("grpcbench is a debug build.")
    }
    return sentences
  }

  /// How many rounds say little, and the first reason.
  private var flaws: [String] {
    let flawed = rounds.filter { $0.flaw != nil }
    let behind = rounds.filter { $0.flaw == nil && $0.candidateFellBehind }
    var sentences =
      flawed.first?.flaw.map {
        ["In \(flawed.count) of \(rounds.count) rounds \($0); a lower rate may help."]
      } ?? []
    if let first = behind.first {
      sentences.append(
        "In \(behind.count) of \(rounds.count) rounds the candidate did not answer all calls in "
          + "time: only \(Figure.share(1 - first.candidate.lateShare)) in round \(first.number)."
      )
    }
    return sentences
  }
}
