import Bytes
import Ladder
import Scenarios

/// The tables of the page: what matters of a ladder, on as few lines as it takes.
extension LadderFacts {
  /// The answer: a line for each payload.
  var answer: Table {
    var table = Table([
      ("payload", .left), ("bytes, protobuf", .right), ("bytes, JSON", .right),
      ("CPU per call, both ends", .right), ("throughput", .right),
      ("one CPU ratio for all carriers", .left),
    ])
    table.rows = findings.payloads.map { found in
      let measures = [Measure.cpu, .throughput].map { measure in
        found.measures.first { $0.measure == measure }
      }
      return [found.payload.rawValue, Self.size(found, .protobuf), Self.size(found, .json)]
        + measures.map { $0.flatMap(Self.quotable) ?? "–" }
        + [measures[0].map(Self.verdict) ?? "–"]
    }
    return table
  }

  static let answerNote =
    "JSON ÷ protobuf as a mean over the three carriers, with 95 % intervals; where the carriers "
    + "differ, the least and the largest of their ratios. Whether one ratio stands for all of "
    + "them, or by how much it may change from one to another, is in the last column."

  /// The ratio that may be quoted: the mean, or from where to where it goes where there is none.
  private static func quotable(_ found: MeasureFindings) -> String? {
    guard found.conclusion == .depends else {
      return found.effect(.encoding, Contrast.pooled).map(brief)
    }
    let ratios = CallProtocol.allCases.compactMap { found.effect(.encoding, $0.rawValue)?.ratio }
    guard let least = ratios.min(), let largest = ratios.max() else { return nil }
    return "\(ratio(least, decimals: 2)) to \(ratio(largest, decimals: 2))"
  }

  /// JSON's ratios over each carrier: a line for each measure.
  func encodings(_ found: PayloadFindings) -> Table {
    let places = CallProtocol.allCases.map(\.rawValue) + [Contrast.pooled]
    var table = Table(
      [("JSON ÷ protobuf", .left)] + CallProtocol.allCases.map { ($0.title, .right) }
        + [("mean", .right), ("one for all", .left)]
    )
    table.rows = found.measures.filter(Self.isTold).map { figures in
      [figures.measure.title]
        + places.map { figures.effect(.encoding, $0).map(Self.brief) ?? "–" }
        + [Self.verdict(figures)]
    }
    return table
  }

  /// What the carriers do, as a mean over the encodings: a line for each measure of cost.
  func carriers(_ found: PayloadFindings) -> Table {
    var table = Table([
      ("mean over the encodings", .left), ("gRPC ÷ Connect on HTTP/2", .right),
      ("HTTP/1.1 ÷ HTTP/2", .right),
    ])
    let costs = found.measures.filter { groups[0].contains($0.measure) }
    table.rows = costs.map { figures in
      [figures.measure.title]
        + [Contrast.Kind.framing, .version].map { kind in
          figures.effect(kind, Contrast.pooled).map(Self.brief) ?? "–"
        }
    }
    return table
  }

  private static func size(_ found: PayloadFindings, _ encoding: MessageFormat) -> String {
    found.wire.first { $0.cell.encoding == encoding }?.message.map { "\($0)" } ?? "–"
  }
}
