/// What a gate answers.
public enum GateAnswer: String, Codable, CaseIterable, Sendable {
  case fail
  case pass
  case inconclusive
}

/// One look of a gate at its rounds: what they say about each metric, and what follows.
public struct GateVerdict: Codable, Equatable, Sendable {
  /// Rounds that were looked at.
  public var rounds: Int

  /// One for each metric, in the order in which they were given.
  public var findings: [GateFinding]

  /// Nil while more rounds may still say more.
  public var answer: GateAnswer?

  /// Looks at the rounds so far.
  ///
  /// - Parameters:
  ///   - metrics: For each metric its name and each round's ln(candidate ÷ baseline).
  ///   - rounds: How many rounds there were; it need not be one of the rules' looks.
  ///   - rules: By which it is judged.
  ///   - watched: Metrics that need not be fine.
  public init(
    _ metrics: [(name: String, differences: [Double])],
    rounds: Int,
    by rules: GateRules,
    watching watched: Set<String> = []
  ) {
    self.rounds = rounds
    findings = metrics.map { GateFinding($0.name, $0.differences, rounds: rounds, by: rules) }
    let isLook = rules.looks.contains(rounds)
    if isLook, findings.contains(where: { $0.outcome == .worse }) {
      answer = .fail
    } else if isLook, !findings.isEmpty,
      findings.allSatisfy({ $0.outcome == .fine || watched.contains($0.metric) })
    {
      answer = .pass
    } else {
      answer = rounds >= rules.mostRounds ? .inconclusive : nil
    }
  }
}

extension GateVerdict {
  /// Looks at the rounds so far, also at how sound they are: with too many flawed ones a gate has
  /// no answer, and where the candidate falls behind in as many it has not passed.
  public init(_ rounds: [GateRound], by rules: GateRules) {
    let metrics = GateMetrics(rounds)
    self.init(metrics.differences, rounds: rounds.count, by: rules, watching: metrics.watched)
    guard answer != .fail else { return }
    let flawed = rounds.count { $0.flaw != nil }
    let behind = rounds.count { $0.candidateFellBehind }
    if flawed > rules.mostFlawed || answer == .pass && behind > rules.mostFlawed {
      answer = .inconclusive
    }
  }
}

extension GateRules {
  /// The verdict of a whole gate on rounds that are all there: the first look that answers.
  public func verdict(_ metrics: [(name: String, differences: [Double])]) -> GateVerdict {
    let rounds = metrics.map(\.differences.count).min() ?? 0
    for look in looks where look <= rounds {
      let seen = metrics.map { (name: $0.name, differences: Array($0.differences.prefix(look))) }
      let verdict = GateVerdict(seen, rounds: look, by: self)
      if verdict.answer != nil { return verdict }
    }
    var verdict = GateVerdict(metrics, rounds: rounds, by: self)
    verdict.answer = .inconclusive
    return verdict
  }
}
