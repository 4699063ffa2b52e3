import Bytes
public import Ladder
import Results
import Scenarios

/// The plots of a ladder, each an SVG file.
public enum LadderPlots {
  /// All plots, by file name.
  public static func files(_ journal: Journal) -> [(name: String, svg: String)] {
    Findings(journal).payloads.flatMap { found in
      [
        (effectsFile(found), effects(found).standalone),
        (costsFile(found), costs(found).standalone),
      ]
    }
  }

  static func names(_ found: PayloadFindings) -> [(title: String, file: String)] {
    [
      ("CPU per call of the six cells, \(found.payload)", costsFile(found)),
      ("Effects on CPU per call, \(found.payload)", effectsFile(found)),
    ]
  }

  private static func effectsFile(_ found: PayloadFindings) -> String {
    "effects-\(found.payload).svg"
  }

  private static func costsFile(_ found: PayloadFindings) -> String { "cpu-\(found.payload).svg" }

  /// The effects on CPU per call, each with its interval.
  static func effects(_ found: PayloadFindings) -> Chart {
    let figures = found.measures.first { $0.measure == .cpu }
    // The first question stands on top.
    let shown = Contrast.all.reversed().compactMap { contrast in
      figures?.effect(contrast.kind, contrast.place).map { (contrast, $0) }
    }
    let marks = Contrast.Kind.allCases.enumerated().map { index, kind in
      Whiskers(
        name: title(kind),
        colour: .series(index),
        whiskers: shown.enumerated().filter { $1.0.kind == kind }.map { place, answer in
          Whiskers.Whisker(
            place: Double(place) + 0.5,
            value: answer.1.ratio,
            lower: answer.1.lower ?? answer.1.ratio,
            upper: answer.1.upper ?? answer.1.ratio,
            text: "\(LadderFacts.title(answer.0)): \(LadderFacts.text(answer.1))"
          )
        }
      )
    }
    let ends = shown.reduce(into: [1.0]) { ends, answer in
      ends += [answer.1.ratio, answer.1.lower ?? 1, answer.1.upper ?? 1]
    }
    return Chart(
      id: "effects-\(found.payload)",
      title: "Effects on CPU per call of both ends, \(found.payload)",
      summary: "Ratios with 95 % intervals; at 1 there is no effect.",
      across: ratioAxis(ends),
      up: .names(shown.map { place($0.0) }),
      marks: [Rule(name: "", place: .x(1))] + marks,
      width: 640,
      height: 400
    )
  }

  /// A logarithmic axis of ratios about 1.
  private static func ratioAxis(_ values: [Double]) -> Axis {
    let range = ((values.min() ?? 1) / 1.05)...((values.max() ?? 1) * 1.05)
    let all = [0.2, 0.25, 0.33, 0.5, 0.67, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 2, 3, 4, 6, 8, 12, 20, 40]
    return Axis(
      title: "ratio",
      scale: .logarithmic(range),
      ticks: all.filter(range.contains).map { Tick(value: $0, label: Figure.significant($0)) }
    )
  }

  private static func title(_ kind: Contrast.Kind) -> String {
    switch kind {
    case .encoding: "JSON ÷ protobuf"
    case .framing: "gRPC ÷ Connect"
    case .version: "HTTP/1.1 ÷ HTTP/2"
    case .interaction: "interaction"
    }
  }

  private static func place(_ contrast: Contrast) -> String {
    let carrier = CallProtocol(rawValue: contrast.place)?.title
    let encoding = MessageFormat(rawValue: contrast.place)?.spoken
    return carrier ?? encoding ?? "mean"
  }

  /// CPU per call of the cells: the client's part and the server's.
  static func costs(_ found: PayloadFindings) -> Chart {
    let median = { (measure: Measure, cell: Cell) in
      found.measures.first { $0.measure == measure }?.median(of: cell) ?? 0
    }
    let cells = Cell.all.reversed()
    let bars = cells.enumerated().map { place, cell in
      let (client, server) = (median(.clientCPU, cell), median(.serverCPU, cell))
      return Bars.Bar(
        place: Double(place) + 0.5,
        parts: [
          part("client", .series(0), client, cell), part("server", .series(1), server, cell),
        ],
        label: Figure.measured(client + server)
      )
    }
    let highest = bars.map { $0.parts.reduce(0) { $0 + $1.value } }.max() ?? 1
    return Chart(
      id: "cpu-\(found.payload)",
      title: "CPU per call, \(found.payload)",
      summary: "CPU time of client and server for each call, for each of the six cells.",
      across: .linear("CPU per call", through: highest, .time),
      up: .names(cells.map(\.title)),
      marks: [Bars(direction: .across, breadth: 0.62, bars: bars)],
      width: 640
    )
  }

  private static func part(
    _ name: String,
    _ colour: Colour,
    _ value: Double,
    _ cell: Cell
  ) -> Bars.Part {
    let text = "\(cell.title), \(name): \(Figure.measured(value))"
    return Bars.Part(name: name, colour: colour, value: value, text: text)
  }
}
