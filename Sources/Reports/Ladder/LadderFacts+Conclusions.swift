import Ladder
import Results
import Scenarios

/// What may be said, in sentences and in words.
extension LadderFacts {
  /// What a payload's ladder says, a sentence or two for each thing.
  func conclusions(_ found: PayloadFindings) -> [String] {
    let told = [Measure.cpu, .throughput].compactMap { measure in
      found.measures.first { $0.measure == measure }.flatMap(conclusion)
    }
    let remarks = [added(found), Self.dearProtobuf(found), idle(found), untold(found)]
    return told + remarks.compactMap { $0 }
  }

  private func conclusion(_ found: MeasureFindings) -> String? {
    guard let pooled = found.effect(.encoding, Contrast.pooled) else { return nil }
    let ratio = "\(found.measure.title): JSON ÷ protobuf is"
    let mean = "\(ratio) \(Self.brief(pooled)) as a mean over the carriers."
    switch found.conclusion {
    case .single:
      return "\(mean) From one carrier to another it changes by less than "
        + "\(Figure.share(Conclusion.margin - 1)), so one ratio is allowed."
    case .depends:
      let figures = Self.byCarrier { carrier in
        found.effect(.encoding, carrier.rawValue).map(Self.brief)
      }
      return "\(ratio) \(figures). The carriers differ, so no one ratio is allowed."
    case .open:
      return "\(mean) These rounds cannot tell whether the carriers differ: from one to another it "
        + "may change by up to \(Self.most(found.reach))."
    case .tooFew:
      return "\(mean) \(pooled.rounds) rounds are too few to tell whether the carriers differ; "
        + "play at least \(design.fewestRounds)."
    }
  }

  /// What JSON costs more as a time, which need not differ where ratios do.
  private func added(_ found: PayloadFindings) -> String? {
    guard let check = found.codec, !check.rows.isEmpty else { return nil }
    let figures = Self.byCarrier { carrier in
      check.rows.first { $0.carrier == carrier }.map { Self.text($0.whole) }
    }
    let cpu = found.measures.first { $0.measure == .cpu }
    let isAlike = check.rows.allSatisfy { $0.beyond?.mayBeNothing != false }
    let remark =
      cpu?.conclusion == .depends && isAlike
      ? " These times may well be the same: over a dearer carrier the same time is a smaller ratio."
      : ""
    return "CPU time that JSON adds to a call, both ends: \(figures).\(remark)"
  }

  /// That a message costs less as JSON, which is no property of the formats.
  private static func dearProtobuf(_ found: PayloadFindings) -> String? {
    guard let upper = found.codec?.parts.upper, upper < 0 else { return nil }
    return "The codec that was measured for JSON is cheaper than that for protobuf with this "
      + "message. That is about these two codecs, and not about the formats."
  }

  /// The cells whose calls per second are no capacity.
  private func idle(_ found: PayloadFindings) -> String? {
    let cells = (found.busy ?? []).filter(\.isIdleAtTimes).map(\.cell.title)
    guard !cells.isEmpty else { return nil }
    return "Neither client nor server was busy all the time, as they waited for each other or for "
      + "a processor, in these cells: \(cells.joined(separator: "; ")). Their calls per second are "
      + "not the most that they can do."
  }

  /// The measures that scatter too far to be told.
  private func untold(_ found: PayloadFindings) -> String? {
    let measures = found.measures.filter { !Self.isTold($0) }
    guard !measures.isEmpty else { return nil }
    let names = measures.map(\.measure.title).joined(separator: ", ")
    return "Not told: \(names). Their intervals span a factor of \(Figure.significant(Self.widest))"
      + " or more: a few calls of a slice decide, and a machine that stands still for moments "
      + "makes them slow by chance."
  }

  /// Intervals that span such a factor say nothing.
  private static let widest = 2.0

  /// Whether a measure's ratios say anything.
  static func isTold(_ found: MeasureFindings) -> Bool {
    switch found.measure {
    case .cpu, .clientCPU, .serverCPU, .throughput: true
    case .p50, .p99:
      found.effects.allSatisfy { $0.kind != .encoding || ($0.span ?? 1) < widest }
    }
  }

  /// Whether one ratio stands for all carriers, in a few words.
  static func verdict(_ found: MeasureFindings) -> String {
    switch found.conclusion {
    case .single: return "yes, within \(Figure.share(Conclusion.margin - 1))"
    case .depends:
      let p = found.effects.compactMap(\.adjustedP).min() ?? 0
      return "no, p \(probability(p))"
    case .open: return "not known: up to \(most(found.reach)) apart"
    case .tooFew: return "too few rounds"
    }
  }

  /// `1.10 over gRPC, 1.12 over Connect on HTTP/2 and 1.07 over Connect on HTTP/1.1`.
  private static func byCarrier(_ figure: (CallProtocol) -> String?) -> String {
    let figures = CallProtocol.allCases.compactMap { carrier in
      figure(carrier).map { "\($0) over \(carrier.title)" }
    }
    guard let last = figures.last, figures.count > 1 else { return figures.joined() }
    return "\(figures.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// A ratio with two decimals and its interval: `1.21 (1.19 … 1.23)`.
  static func brief(_ effect: Effect) -> String {
    let figure = ratio(effect.ratio, decimals: 2)
    guard let lower = effect.lower, let upper = effect.upper else { return figure }
    return "\(figure) (\(ratio(lower, decimals: 2)) … \(ratio(upper, decimals: 2)))"
  }

  /// By how much a factor is above 1, rounded up, because it is a bound.
  private static func most(_ factor: Double?) -> String {
    factor.map { percent(($0 - 1), .up) } ?? "any factor"
  }

  static func percent(
    _ share: Double,
    _ rounding: FloatingPointRoundingRule = .toNearestOrEven
  ) -> String {
    let percent = (share * 100).rounded(rounding)
    return percent < 1e6 ? "\(Int(percent)) %" : "any factor"
  }
}
