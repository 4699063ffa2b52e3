import Bytes
import Foundation
import Ladder
import Results
import Scenarios
import Timing

/// What all reports of a ladder say, as sentences and tables.
struct LadderFacts {
  let journal: Journal
  let findings: Findings

  init(_ journal: Journal) {
    self.journal = journal
    findings = Findings(journal)
  }

  var design: Design { journal.head.design }

  var name: String { design.plan.name }

  /// What was measured: `16 rounds, 2 payloads, slices of 400 ms`.
  var extent: String {
    let rounds =
      findings.isComplete
      ? "\(findings.rounds) rounds" : "\(findings.rounds) of \(design.rounds) rounds"
    let cells =
      "\(Cell.all.count) cells, \(design.payloads.count) payload"
      + (design.payloads.count == 1 ? "" : "s")
    return "\(rounds), \(cells), slices of \(design.slice) after \(design.warmup) of warm-up"
  }

  /// How calls were made.
  var load: String {
    let connections =
      design.connections == design.inFlight
      ? "each on a connection of its own"
      : "on \(design.connections) connection\(design.connections == 1 ? "" : "s") of HTTP/2 or "
        + "\(design.inFlight) of HTTP/1.1"
    let plant = design.plant.map { "; the server takes longer on purpose: \($0)" } ?? ""
    let codec =
      design.codec == .live
      ? "both ends write and read each message" : preparation
    return "\(design.inFlight) calls in flight, \(connections); \(codec)\(plant)"
  }

  /// Who does not work with messages.
  private var preparation: String {
    design.plan.server.codec == .live
      ? "the client's messages were made before"
      : "the client's messages were made before, and the server hands back the bytes that came"
  }

  /// Whether every cell did the same work.
  var equality: String {
    let calls = findings.payloads.reduce(UInt64(0)) { $0 + $1.calls }
    let failed = findings.payloads.reduce(UInt64(0)) { $0 + $1.failed }
    let wrong = findings.payloads.reduce(UInt64(0)) { $0 + $1.wrong }
    let proofs = wrong == 0 ? "all compared answers were right" : "\(wrong) answers were wrong"
    return "\(Figure.count(calls)) calls, \(failed == 0 ? "none" : Figure.count(failed)) failed; "
      + proofs
  }

  var machine: String {
    let origin = journal.head.origin
    let commit = origin.commit.isEmpty ? "" : " \(origin.commit)"
    return "grpcbench \(origin.version)\(commit) (\(origin.build)) on \(origin.host), "
      + "\(origin.cpus) CPUs, \(origin.kernel), \(journal.head.startedAt.formatted(.iso8601)), "
      + "seed \(design.seed)"
  }

  /// The medians of a payload's cells: one column for each measure; beside the throughput how busy
  /// the ends were.
  func cells(_ found: PayloadFindings, _ measures: [Measure]) -> Table {
    let shown = found.measures.filter { measures.contains($0.measure) }
    let busy = shown.contains { $0.measure == .throughput } ? found.busy ?? [] : []
    let ends = busy.isEmpty ? [] : ["client busy", "server busy"]
    var table = Table(
      [("median", .left)] + shown.map { ($0.measure.title, .right) } + ends.map { ($0, .right) }
    )
    table.rows = Cell.all.map { cell in
      let figures = shown.map { figures in
        figures.median(of: cell).map { Self.text($0, figures.measure) } ?? "–"
      }
      guard !busy.isEmpty else { return [cell.title] + figures }
      let own = busy.first { $0.cell == cell }
      return [cell.title] + figures
        + [own?.client, own?.server].map { $0.map { Self.percent($0) } ?? "–" }
    }
    return table
  }

  /// Effects of a payload as ratios, with their intervals: one column for each measure that does
  /// not scatter too far.
  func effects(_ found: PayloadFindings, _ measures: [Measure]) -> Table {
    let shown = found.measures.filter { measures.contains($0.measure) && Self.isTold($0) }
    var table = Table([("ratio", .left)] + shown.map { ($0.measure.title, .right) })
    table.rows = Contrast.all.map { contrast in
      [Self.title(contrast)]
        + shown.map { figures in
          figures.effect(contrast.kind, contrast.place).map(Self.text) ?? "–"
        }
    }
    return table
  }

  /// Measures as they stand beside each other in the tables of effects.
  var groups: [[Measure]] {
    [
      [.cpu, .clientCPU, .serverCPU, .throughput],
      design.percents.map { .p50(percent: $0) }, design.percents.map { .p99(percent: $0) },
    ].filter { !$0.isEmpty }
  }

  static func text(_ value: Double, _ measure: Measure) -> String {
    measure.isTime ? Figure.measured(value) : Figure.rate(value)
  }

  static func text(_ effect: Effect) -> String {
    let p = effect.adjustedP.map { ", p \(Self.probability($0))" } ?? ""
    return "\(ratio(effect.ratio)) \(interval(effect))\(p)"
  }

  static func interval(_ effect: Effect) -> String {
    guard let lower = effect.lower, let upper = effect.upper else { return "(too few rounds)" }
    return "(\(ratio(lower)) … \(ratio(upper)))"
  }

  /// A ratio with three decimals: effects of a few percent are what is looked for.
  static func ratio(_ value: Double, decimals: Int = 3) -> String {
    guard value.isFinite, value < 1e6 else { return "–" }
    let scaled = String(Int((value * pow(10, Double(decimals))).rounded()))
    let digits = String(repeating: "0", count: max(0, decimals + 1 - scaled.count)) + scaled
    return "\(digits.dropLast(decimals)).\(digits.suffix(decimals))"
  }

  static func probability(_ p: Double) -> String {
    p < 0.001 ? "< 0.001" : Figure.significant(p)
  }

  /// A question in words.
  static func title(_ contrast: Contrast) -> String {
    let carrier = CallProtocol(rawValue: contrast.place)?.title
    let encoding = MessageFormat(rawValue: contrast.place)?.spoken
    let place = carrier ?? encoding ?? "mean"
    return switch contrast.kind {
    case .encoding: "JSON ÷ protobuf, \(place)"
    case .framing: "gRPC ÷ Connect on HTTP/2, \(place)"
    case .version: "HTTP/1.1 ÷ HTTP/2, \(place)"
    case .interaction:
      contrast.place == CallProtocol.grpc.rawValue
        ? "interaction: gRPC ÷ Connect on HTTP/2" : "interaction: HTTP/1.1 ÷ HTTP/2"
    }
  }
}
