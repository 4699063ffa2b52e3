internal import Results
internal import Statistics

/// What happened over time: the charts of a result's intervals.
struct SecondCharts {
  let results: [LabelledResult]

  /// The most groups of intervals that a line is drawn through; each gives two points at most.
  static let mostGroups = 240

  /// The most stripes that say what happened in them.
  static let mostSpots = 90

  /// How often the least rate goes into the greatest from where on they are far apart.
  private static let farApart = 20.0

  private var isOverlay: Bool { results.count > 1 }

  private var end: Double {
    results.flatMap(\.result.intervals).map { $0.startSeconds + $0.lengthSeconds }
      .filter(\.isFinite).max() ?? 0
  }

  private var isThinned: Bool {
    results.contains { $0.result.intervals.count > Self.mostGroups }
  }

  private var thinnedNote: String {
    isThinned
      ? " Of seconds that share a place, the line is the middle one, the shade reaches from the "
        + "least to the greatest." : ""
  }

  private func axis() -> Axis { .elapsed("since the start of measuring", through: end) }

  // Rate.

  var rate: (chart: Chart, note: String)? {
    guard results.contains(where: { $0.result.intervals.count > 1 }) else { return nil }
    var highest = 0.0
    var marks: [any Mark] = results.flatMap { labelled in
      let points = measured(labelled.result).map { interval in
        Point(x: middle(interval), y: Double(interval.completed) / interval.lengthSeconds)
      }
      highest = max(highest, points.map(\.y).max() ?? 0)
      return line(isOverlay ? labelled.label : "achieved", labelled, points)
    }
    let offered = results.compactMap { labelled in
      labelled.result.summary.offeredPerSecond.map { (labelled, $0) }
    }
    for (labelled, rate) in offered where rate.isFinite && rate >= 0 {
      highest = max(highest, rate)
      let name = isOverlay ? "\(labelled.id.uppercased()) offered" : "offered"
      marks.append(Rule(name: "\(name) \(Figure.rate(rate))", place: .y(rate)))
    }
    marks.append(spots)
    let means = results.map(\.result.summary.achievedPerSecond).filter { $0 > 0 && $0.isFinite }
    // Rates that are far apart are both seen on a logarithmic axis only.
    let isWide = (means.max() ?? 0) > Self.farApart * (means.min() ?? 0)
    let chart = Chart(
      id: "rate",
      title: "Rate over time",
      summary: results.map { "\($0.label): \($0.facts.rate)." }.joined(separator: " "),
      across: axis(),
      up: isWide
        ? .logarithmic("calls/s", means + [highest], .rate)
        : .linear("calls/s", through: highest, .rate),
      marks: marks
    )
    return (chart, "Calls that ended OK, by the second.\(thinnedNote)")
  }

  // Latency.

  var latency: (chart: Chart, note: String)? {
    guard results.contains(where: { $0.result.intervals.count > 1 }) else { return nil }
    var shown: [Double] = []
    let marks: [any Mark] = results.flatMap { labelled in
      let values: [(String, Dash, Colour, (IntervalSummary) -> Int64)] =
        isOverlay
        ? [("\(labelled.label) p99", labelled.dash, labelled.colour, { $0.p99 })]
        : [
          ("max", .dotted, .series(3), { $0.max }), ("p99", .dashed, .series(1), { $0.p99 }),
          ("p50", .solid, .series(0), { $0.p50 }),
        ]
      return values.flatMap { name, dash, colour, value in
        let points = labelled.result.intervals.map { interval in
          // Where nothing ended there is no latency, which is not zero.
          let nanoseconds = value(interval)
          return Point(x: middle(interval), y: nanoseconds > 0 ? Double(nanoseconds) : .nan)
        }
        shown += points.map(\.y)
        return Self.marks(Line(name: name, colour: colour, dash: dash, points: points))
      }
    }
    guard shown.contains(where: { $0 > 0 }) else { return nil }
    let chart = Chart(
      id: "latency",
      title: "Response time over time",
      summary: "The response time of the calls that ended in each second.",
      across: axis(),
      up: .logarithmic(isOverlay ? "p99 response time" : "response time", shown, .time),
      marks: marks + [spots]
    )
    return (chart, "Calls that ended in the second.\(thinnedNote)")
  }

  // Failures.

  var failures: (chart: Chart, note: String)? {
    guard results.contains(where: { $0.result.summary.failed > 0 }),
      results.contains(where: { $0.result.intervals.contains { $0.failed > 0 } })
    else { return nil }
    var highest = 0.0
    let marks: [any Mark] = results.flatMap { labelled in
      let points = labelled.result.intervals.filter { $0.lengthSeconds > 0 }.map { interval in
        Point(x: middle(interval), y: Double(interval.failed) / interval.lengthSeconds)
      }
      highest = max(highest, points.map(\.y).max() ?? 0)
      let name = isOverlay ? labelled.label : "failed"
      return line(name, labelled, points, colour: isOverlay ? labelled.colour : .bad)
    }
    let chart = Chart(
      id: "failures",
      title: "Failures over time",
      summary: results.map { labelled in
        "\(labelled.label): \(Figure.count(labelled.result.summary.failed)) calls failed."
      }.joined(separator: " "),
      across: axis(),
      up: .linear("failed calls/s", through: highest, .rate),
      marks: marks + [spots]
    )
    return (chart, "Calls that ended with an error, by the second.\(thinnedNote)")
  }

  private func line(
    _ name: String,
    _ labelled: LabelledResult,
    _ points: [Point],
    colour: Colour? = nil
  ) -> [any Mark] {
    let colour = colour ?? labelled.colour
    return Self.marks(Line(name: name, colour: colour, dash: labelled.dash, points: points))
  }

  /// A line as it is, or, if it has too many points, the middle of each group with the range of
  /// the group behind it.
  private static func marks(_ line: Line) -> [any Mark] {
    guard line.points.count > mostGroups else { return [line] }
    let slices = Thinning.slices(line.points, most: mostGroups)
    let bands = slices.split(whereSeparator: { $0 == nil }).map { piece in
      Band(name: "", colour: line.colour, slices: piece.compactMap { $0?.range })
    }
    var middle = line
    middle.points = slices.map { $0?.middle ?? Point(x: 0, y: .nan) }
    return bands + [middle]
  }

  /// The intervals of the measured time: what ends later has no rate.
  private func measured(_ result: ResultDocument) -> [IntervalSummary] {
    result.intervals.filter {
      $0.lengthSeconds > 0 && $0.startSeconds < result.summary.durationSeconds - 1e-6
    }
  }

  private func middle(_ interval: IntervalSummary) -> Double {
    interval.startSeconds + interval.lengthSeconds / 2
  }

  /// What happened in each stripe of time, if there is one result.
  private var spots: Spots {
    guard !isOverlay, let only = results.first?.result.intervals else { return Spots(spots: []) }
    return Spots(
      spots: Thinning.groups(only, most: Self.mostSpots).compactMap { group in
        guard let first = group.first, let last = group.last else { return nil }
        let (from, to) = (first.startSeconds, last.startSeconds + last.lengthSeconds)
        guard to > from else { return nil }
        let ended = group.reduce(0) { $0 &+ $1.completed }
        let failed = group.reduce(0) { $0 &+ $1.failed }
        let time = { (key: KeyPath<IntervalSummary, Int64>) in
          let values = group.map { $0[keyPath: key] }
          return Facts.range(
            Figure.measured(values.min() ?? 0),
            Figure.measured(values.max() ?? 0)
          )
        }
        let single = group.count == 1
        let latency =
          single
          ? "p50 \(Figure.measured(first.p50)), p99 \(Figure.measured(first.p99))"
          : "p50 \(time(\.p50)), p99 \(time(\.p99))"
        let most = group.map(\.max).max() ?? 0
        let label = Quantity.elapsed.label
        return Spots.Spot(
          from: from,
          to: to,
          text: "\(label(from)) – \(label(to)): \(Figure.rate(Double(ended) / (to - from))), "
            + "\(latency), max \(Figure.measured(most)), \(Figure.count(failed)) failed"
        )
      }
    )
  }
}
