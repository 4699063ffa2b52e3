internal import Statistics
internal import Timing

/// How a gate fares on rounds that were recorded: gates of rounds that are drawn from them with
/// replacement, each judged as a real one is.
///
/// Of rounds with the same server on both sides each may be turned by a coin, which exchanges the
/// names of its sides. All metrics of a round turn together. That is what the coins of a real gate
/// do to servers that are alike, so the gates that then fail are false alarms, with no assumption
/// about the noise.
public struct GateResampling: Codable, Equatable, Sendable {
  public static let schema = "grpcbench.gate-resampling/1"
  /// More gates are refused.
  public static let most = 1_000_000

  /// How often an answer was given.
  public struct Answers: Codable, Equatable, Sendable {
    public var answer: GateAnswer
    public var gates: Int
    public var share: Double

    /// The exact 95 % interval of the share (Clopper and Pearson), for the number of gates drawn;
    /// how well the recorded rounds stand for others is not in it.
    public var lower: Double
    public var upper: Double
  }

  /// What the recorded rounds say of a metric: of ln(candidate ÷ baseline), without coins.
  public struct Noise: Codable, Equatable, Sendable {
    public var metric: String
    /// Rounds in which both sides had the figure.
    public var rounds: Int
    public var mean: Double
    public var standardError: Double
    /// The standard deviation of one round.
    public var deviation: Double
    /// The correlation of each round with the one before it; nil where all are equal.
    public var lagOne: Double?
    /// The part of the gates drawn in which it was worse; nil if no gate looked at it.
    public var worse: Double?

    enum CodingKeys: String, CodingKey {
      case metric, rounds, mean, deviation, worse
      case standardError = "standard_error"
      case lagOne = "lag_1"
    }
  }

  /// A gate that was played on rounds in the order in which they were recorded.
  public struct Played: Codable, Equatable, Sendable {
    public var answer: GateAnswer
    public var rounds: Int
  }

  public var schema = Self.schema
  public var rules: GateRules
  public var seed: UInt64
  public var flipsSigns: Bool
  public var recordedRounds: Int
  /// The median share of the time in which the machine stood still.
  public var frozenShare: Double
  public var gates: Int
  public var answers: [Answers]
  public var meanRounds: Double
  /// The median time of a gate in nanoseconds, with the search for its rate if its time is known;
  /// nil if the rounds do not say how long they took.
  public var medianTime: Double?
  public var metrics: [Noise]
  /// Gates one after the other on the rounds as they came, each on rounds of its own, without
  /// coins; the rounds that are left do not make another.
  public var inOrder: [Played]

  enum CodingKeys: String, CodingKey {
    case schema, rules, seed, gates, answers, metrics
    case flipsSigns = "flips_signs"
    case recordedRounds = "recorded_rounds"
    case frozenShare = "frozen_share"
    case meanRounds = "mean_rounds"
    case medianTime = "median_time_ns"
    case inOrder = "in_order"
  }

  /// Draws gates.
  ///
  /// - Parameters:
  ///   - sessions: The rounds of each recording, in order; there must be one round at least.
  ///   - search: How long a gate searches for its rate, in nanoseconds.
  ///   - rules: By which each gate is judged.
  ///   - gates: How many; at least 1.
  ///   - seed: All draws follow from it.
  ///   - flipsSigns: Whether each round is turned by a coin.
  public init(
    _ sessions: [[GateRound]],
    search: Int64?,
    by rules: GateRules,
    gates: Int,
    seed: UInt64,
    flipsSigns: Bool
  ) {
    let rounds = sessions.flatMap(\.self)
    precondition(!rounds.isEmpty && gates > 0, "\(gates) gates of \(rounds.count) rounds")
    var tally = Tally()
    for gate in 0..<gates {
      var random = SplitMix64(seed: seed, key: UInt64(gate))
      let end = rules.play {
        let round = rounds[Int(random.next(upperBound: UInt64(rounds.count)))]
        return flipsSigns && random.next() & 1 == 1 ? round.swapped : round
      }
      if let end { tally.add(end, search) }
    }
    self.rules = rules
    self.seed = seed
    self.flipsSigns = flipsSigns
    self.gates = gates
    recordedRounds = rounds.count
    frozenShare = GateMetrics(rounds).frozenShare
    answers = GateAnswer.allCases.map { answer in
      let count = tally.answers[answer] ?? 0
      let interval = ShareInterval(count, of: gates)
      return Answers(
        answer: answer,
        gates: count,
        share: Double(count) / Double(gates),
        lower: interval.lower,
        upper: interval.upper
      )
    }
    meanRounds = Double(tally.rounds) / Double(gates)
    medianTime = tally.medianTime
    let recorded = GateMetrics(rounds)
    let known = GateMetric.allCases.filter { $0 != .failed || recorded.hasFailures }
    metrics = known.compactMap { metric in
      let looked = tally.looked[metric.rawValue] ?? 0
      let worse = looked > 0 ? Double(tally.worse[metric.rawValue] ?? 0) / Double(gates) : nil
      return Noise(metric, sessions, worse: worse)
    }
    inOrder = sessions.flatMap { rules.playInOrder($0) }
  }

  /// What is kept of the gates drawn.
  private struct Tally {
    var answers: [GateAnswer: Int] = [:]
    var looked: [String: Int] = [:]
    var worse: [String: Int] = [:]
    var rounds = 0
    var times: [Double] = []
    var knowsTimes = true

    mutating func add(_ end: GateRules.End, _ search: Int64?) {
      guard let answer = end.verdict.answer else { return }
      answers[answer, default: 0] += 1
      rounds += end.rounds.count
      for finding in end.verdict.findings {
        looked[finding.metric, default: 0] += 1
        if finding.outcome == .worse { worse[finding.metric, default: 0] += 1 }
      }
      let walls = end.rounds.compactMap(\.wall)
      knowsTimes = knowsTimes && walls.count == end.rounds.count
      times.append(Double((search ?? 0) + walls.reduce(0, +)))
    }

    var medianTime: Double? {
      guard knowsTimes, !times.isEmpty else { return nil }
      return times.sorted()[times.count / 2]
    }
  }
}

extension GateResampling.Noise {
  /// Nil if no round has the figure.
  fileprivate init?(_ metric: GateMetric, _ sessions: [[GateRound]], worse: Double?) {
    let sessions = sessions.map { GateMetrics($0).differences(of: metric).filter(\.isFinite) }
    let all = sessions.flatMap(\.self)
    guard !all.isEmpty else { return nil }
    let mean = all.reduce(0, +) / Double(all.count)
    let squares = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    // The last round of one recording and the first of the next are no neighbours.
    let products = sessions.reduce(0) { sum, session in
      zip(session, session.dropFirst()).reduce(sum) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    }
    let deviation = all.count > 1 ? (squares / Double(all.count - 1)).squareRoot() : 0
    self.init(
      metric: metric.rawValue,
      rounds: all.count,
      mean: mean,
      standardError: deviation / Double(all.count).squareRoot(),
      deviation: deviation,
      lagOne: squares > 0 ? products / squares : nil,
      worse: worse
    )
  }
}

extension GateRules {
  /// A gate that has answered, and the rounds that it took.
  struct End {
    var verdict: GateVerdict
    var rounds: [GateRound]
  }

  /// Plays a gate as a real one is played, on rounds that are taken one by one; nil if there are
  /// not enough of them.
  func play(_ next: () -> GateRound?) -> End? {
    var rounds: [GateRound] = []
    for look in looks {
      while rounds.count < look {
        guard let round = next() else { return nil }
        rounds.append(round)
      }
      let verdict = GateVerdict(rounds, by: self)
      if verdict.answer != nil { return End(verdict: verdict, rounds: rounds) }
    }
    return nil
  }

  fileprivate func playInOrder(_ rounds: [GateRound]) -> [GateResampling.Played] {
    var left = rounds[...]
    var played: [GateResampling.Played] = []
    while let end = play({ left.popFirst() }), let answer = end.verdict.answer {
      played.append(GateResampling.Played(answer: answer, rounds: end.rounds.count))
    }
    return played
  }
}
