import Ladder
import Results

/// What may be said, in sentences and in words.
extension LadderFacts {
  /// What a payload's ladder says, a sentence or two for each thing.
  func conclusions(_ found: PayloadFindings) -> [String] {
    let told = [Measure.cpu, .throughput].compactMap { measure in
      found.measures.first { $0.measure == measure }.flatMap(conclusion)
    }
    return told + [added(found), turns(found), untold(found)].compactMap { $0 }
  }

  private func conclusion(_ found: MeasureFindings) -> String? {
    guard let pooled = found.effect(.encoding, Contrast.pooled) else { return nil }
    let mean = "\(found.measure.title): with JSON \(Self.times(pooled)) that with protobuf"
    switch found.conclusion {
    case .single:
      return "\(mean). From one carrier to another this ratio changes by less than "
        + "\(Figure.share(Conclusion.margin - 1)), so one ratio is allowed."
    case .depends:
      let figures = Self.byCarrier { carrier in
        found.effect(.encoding, carrier.rawValue).map(Self.times)
      }
      return "\(found.measure.title): with JSON \(figures), each of that with protobuf. "
        + "The carriers differ, so no one ratio is allowed."
    case .open:
      return "\(mean), as a mean over the carriers. Whether the carriers differ is not known: from "
        + "one to another this ratio may change by up to \(Self.most(found.reach))."
    case .tooFew:
      return "\(mean), as a mean over the carriers. Rounds: \(pooled.rounds), which cannot show "
        + "whether the carriers differ; play at least \(fewestRounds)."
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

  /// The cells whose calls per second are no capacity.
  private func turns(_ found: PayloadFindings) -> String? {
    let cells = (found.busy ?? []).filter(\.takesTurns)
    guard !cells.isEmpty else { return nil }
    let figures = cells.map { busy in
      let server = busy.server.map { ", server \(Self.percent($0))" } ?? ""
      return "\(busy.cell.title) (client \(Self.percent(busy.client))\(server))"
    }
    return "No end was busy all the time, because each waits for the other, so that the calls per "
      + "second are not the most that these cells can do: \(figures.joined(separator: "; "))."
  }

  /// The measures that scatter too far to be told.
  private func untold(_ found: PayloadFindings) -> String? {
    let measures = found.measures.filter { !Self.isTold($0) }
    guard !measures.isEmpty else { return nil }
    let names = measures.map(\.measure.title).joined(separator: ", ")
    return "Not told: \(names). Their intervals span a factor of \(Figure.significant(Self.widest))"
      + " or more, because few calls of a slice are so slow, and a machine that stands still for a "
      + "moment makes them."
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
    case .open: return "not known, \(most(found.reach)) at most"
    case .tooFew: return "too few rounds"
    }
  }

  /// `1.10 over gRPC, 1.12 over Connect on HTTP/2 and 1.07 over Connect on HTTP/1.1`.
  private static func byCarrier(_ figure: (Cell.Carrier) -> String?) -> String {
    let figures = Cell.Carrier.allCases.compactMap { carrier in
      figure(carrier).map { "\($0) over \(carrier.title)" }
    }
    guard let last = figures.last, figures.count > 1 else { return figures.joined() }
    return "\(figures.dropLast().joined(separator: ", ")) and \(last)"
  }

  /// `1.21 times (1.19 … 1.23)`.
  private static func times(_ effect: Effect) -> String {
    guard let lower = effect.lower, let upper = effect.upper else {
      return "\(ratio(effect.ratio, decimals: 2)) times"
    }
    return "\(ratio(effect.ratio, decimals: 2)) times "
      + "(\(ratio(lower, decimals: 2)) … \(ratio(upper, decimals: 2)))"
  }

  /// By how much a factor is above 1; nothing is left of its last digit, because it is a bound.
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
