internal import Results
internal import Statistics

/// The charts of one result, or of several over each other.
struct ResultCharts {
  let results: [LabelledResult]

  var isOverlay: Bool { results.count > 1 }

  /// With more results than this, a chart shows one clock of each.
  static let mostWithTwoClocks = 3

  /// The charts that there is something to draw in, each with a line below it.
  var all: [(chart: Chart, note: String)] {
    let seconds = SecondCharts(results: results)
    let charts = [percentiles, seconds.latency, seconds.rate, seconds.failures, phases, cost]
    return charts.compactMap { $0 }
  }

  // The percentile curve.

  private var percentiles: (chart: Chart, note: String)? {
    let curves = results.flatMap(clocks)
    guard curves.contains(where: { $0.curve.count > 0 }) else { return nil }
    let lines = curves.map { line($0) }
    let points = curves.flatMap { $0.curve.points.map(\.y) }
    let chart = Chart(
      id: "percentiles",
      title: "Latency by percentile",
      summary: curves.map { curve in
        let named = curve.curve.named.map {
          "\($0.percentile.title) \(Figure.measured($0.point.y))"
        }
        return "\(curve.name): \(named.joined(separator: ", "))."
      }.joined(separator: " "),
      across: .percentiles(
        "share of calls that were not slower",
        count: curves.map(\.curve.count).max() ?? 0
      ),
      up: .logarithmic("latency", points, .time),
      marks: lines
    )
    return (chart, percentileNote(curves))
  }

  private struct NamedCurve {
    var name: String
    var colour: Colour
    var dash: Dash
    var curve: PercentileCurve
    var isExact: Bool
  }

  private func clocks(_ labelled: LabelledResult) -> [NamedCurve] {
    let result = labelled.result
    let isClosed = labelled.facts.isClosed
    let hasBoth = !isClosed && results.count <= Self.mostWithTwoClocks
    let prefix = isOverlay ? "\(labelled.label) " : ""
    var curves = [
      curve(
        isClosed && !isOverlay ? "response = service" : "\(prefix)response",
        labelled.colour,
        labelled.dash,
        result.histograms.response,
        result.latency.response
      )
    ]
    if hasBoth {
      let colour = isOverlay ? labelled.colour : Colour.series(1)
      curves.append(
        curve(
          "\(prefix)service",
          colour,
          .dashed,
          result.histograms.service,
          result.latency.service
        )
      )
    }
    return curves
  }

  private func curve(
    _ name: String,
    _ colour: Colour,
    _ dash: Dash,
    _ histogram: String?,
    _ summary: LatencySummary
  ) -> NamedCurve {
    let read = histogram.flatMap { try? LatencyHistogram(base64: $0) }
    return NamedCurve(
      name: name,
      colour: colour,
      dash: dash,
      curve: read.map { PercentileCurve($0) } ?? PercentileCurve(summary),
      isExact: read != nil
    )
  }

  private func line(_ named: NamedCurve) -> Line {
    Line(
      name: named.name,
      colour: named.colour,
      dash: named.dash,
      points: named.curve.points,
      stations: named.curve.named.map { percentile, point in
        let value = Figure.measured(point.y)
        return Line.Station(
          point: point,
          name: percentile.title,
          text: "\(percentile.title) \(named.name): \(value)"
        )
      }
    )
  }

  private func percentileNote(_ curves: [NamedCurve]) -> String {
    var notes: [String] = []
    if results.contains(where: { !$0.facts.isClosed }) {
      notes.append(
        results.count <= Self.mostWithTwoClocks
          ? "Response counts from the scheduled start, service from the actual start."
          : "Response time, from the scheduled start."
      )
    }
    if results.contains(where: { $0.facts.isClosed }) {
      notes.append("A closed loop has one clock.")
    }
    if curves.contains(where: { !$0.isExact }) {
      notes.append("A histogram could not be read; its curve joins the percentiles of the table.")
    }
    return notes.joined(separator: " ")
  }

  // Where the time went.

  private var phases: (chart: Chart, note: String)? {
    let all = results.filter { $0.result.phases != nil }
    let taken = Phase.allCases.filter { phase in
      all.contains { ($0.result.phases?[phase].sum ?? 0) > 0 }
    }
    guard taken.count > 1 else { return nil }
    // The first phase stands at the top.
    let names = taken.reversed().map { Facts.name(of: $0) }
    let breadth = 0.74 / Double(all.count)
    var longest = 0.0
    let marks = all.enumerated().map { row, labelled in
      Bars(
        direction: .across,
        breadth: breadth,
        bars: taken.reversed().enumerated().compactMap { place, phase in
          guard let summary = labelled.result.phases?[phase] else { return nil }
          let mean = Double(max(0, summary.meanPerCall))
          longest = max(longest, mean)
          let share = Facts.tenths(summary.shareOfTime)
          let text = "\(Figure.measured(mean)), \(share)"
          let name = Facts.name(of: phase)
          return Bars.Bar(
            place: Double(place) + 0.87 - breadth * (Double(row) + 0.5),
            parts: [
              Bars.Part(
                name: isOverlay ? labelled.label : "",
                colour: labelled.colour,
                value: mean,
                text: "\(isOverlay ? "\(labelled.label), " : "")\(name): \(text)"
              )
            ],
            label: all.count <= 2 ? text : ""
          )
        }
      )
    }
    let chart = Chart(
      id: "phases",
      title: "Where the response time goes",
      summary: taken.map { phase in
        let shares = all.map { Facts.tenths($0.result.phases?[phase].shareOfTime ?? 0) }
        return "\(Facts.name(of: phase)) \(shares.joined(separator: ", "))."
      }.joined(separator: " "),
      across: .linear("mean of all calls", through: longest, .time),
      up: .names(names),
      marks: marks,
      height: 84 + Double(taken.count * (all.count > 2 ? 44 : 34))
    )
    return (chart, "The phases of a call add up to its response time.")
  }

  // Client beside server.

  private var cost: (chart: Chart, note: String)? {
    let all = results.filter { $0.result.summary.clientCPUPerCall > 0 }
    guard !all.isEmpty else { return nil }
    var rows = all.flatMap(costs)
    for index in rows.indices { rows[index].bar.place = Double(rows.count - index) - 0.5 }
    let longest = rows.map { $0.bar.parts.reduce(0) { $0 + $1.value } }.max() ?? 0
    let chart = Chart(
      id: "cost",
      title: "CPU per call",
      summary: rows.map { "\($0.name) \($0.bar.label)." }.joined(separator: " "),
      across: .linear("CPU time per call", through: longest, .time),
      up: .names(rows.reversed().map(\.name)),
      marks: [Bars(direction: .across, breadth: 0.62, bars: rows.map(\.bar))],
      height: 84 + 34 * Double(rows.count)
    )
    let isKnown = all.contains { $0.result.summary.serverCPUPerCall != nil }
    return (chart, isKnown ? "" : "The CPU of the server is known only where the run started it.")
  }

  /// The client's bar and, where it is known, the server's.
  private func costs(_ labelled: LabelledResult) -> [(name: String, bar: Bars.Bar)] {
    let summary = labelled.result.summary
    let prefix = isOverlay ? "\(labelled.id.uppercased()) " : ""
    let part = { (name: String, colour: Colour, microseconds: Double, isPale: Bool) in
      let time = max(0, microseconds) * 1e3
      return Bars.Part(
        name: isOverlay ? "" : name,
        colour: colour,
        value: time,
        text: "\(prefix)\(name): \(Figure.measured(time))",
        isPale: isPale
      )
    }
    let row = { (name: String, parts: [Bars.Part]) in
      let sum = parts.reduce(0) { $0 + $1.value }
      return (prefix + name, Bars.Bar(place: 0, parts: parts, label: Figure.measured(sum)))
    }
    let client = row(
      "client",
      [
        part("client, user", labelled.colour, summary.clientCPUUserPerCall, false),
        part("client, system", labelled.colour, summary.clientCPUSystemPerCall, true),
      ]
    )
    guard let server = summary.serverCPUPerCall else { return [client] }
    let colour = isOverlay ? labelled.colour : Colour.series(1)
    return [client, row("server", [part("server", colour, server, false)])]
  }
}
