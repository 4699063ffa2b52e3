public import Results
public import Scenarios
public import Statistics

/// The runs of one scenario and question on one machine, in order, and where their figures changed.
public struct History: Sendable {
  public let scenario: String
  /// Nil if no entry says it.
  public let question: String?
  public let machine: String
  public let entries: [HistoryEntry]

  /// The series of a history: runs of another scenario, question or machine are another one.
  ///
  /// An entry that does not say its question goes with the first one of its scenario and machine
  /// that does.
  public static func series(of entries: [HistoryEntry]) -> [History] {
    var first: [[String]: String] = [:]
    for entry in entries {
      guard let question = entry.question else { continue }
      let place = [entry.scenario, entry.machine]
      first[place] = first[place] ?? question
    }
    let groups = Dictionary(grouping: entries) { entry in
      let place = [entry.scenario, entry.machine]
      return place + [entry.question ?? first[place]].compactMap { $0 }
    }
    return groups.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, entries in
      // Runs are added late at times; a time in UTC sorts as text.
      let sorted = entries.enumerated().sorted {
        ($0.element.at, $0.offset) < ($1.element.at, $1.offset)
      }
      return History(
        scenario: key[0],
        question: key.count > 2 ? key[2] : nil,
        machine: key[1],
        entries: sorted.map(\.element)
      )
    }
  }

  /// A change of one metric's level.
  public struct Change: Sendable, Equatable {
    public var metric: Metric
    /// The first run with the new level.
    public var entry: HistoryEntry
    /// The last run with the old one: what changed came after its commit.
    public var last: HistoryEntry
    public var point: ChangePoints.Point
  }

  /// The metrics that any of its runs has, in the order in which a history keeps them.
  public var metrics: [Metric] {
    HistoryEntry.kept.filter { metric in entries.contains { $0.metrics[metric.name] != nil } }
  }

  /// Where a metric changed; runs without it are left out.
  public func changes(of metric: Metric, by rules: ChangePoints) -> [Change] {
    let known = entries.filter { $0.metrics[metric.name] != nil }
    let series = known.compactMap { $0.metrics[metric.name] }
    return rules.points(in: series).map { point in
      Change(
        metric: metric,
        entry: known[point.index],
        last: known[point.index - 1],
        point: point
      )
    }
  }
}

extension History {
  /// `series unary (defaults) on Model 1, 2 CPUs, …: 30 runs` in one line.
  ///
  /// It begins with a word of its own, so that no name can begin a command to a CI system.
  public var heading: String {
    let question = question.map { " (\(OneLine.text($0, limit: 200)))" } ?? ""
    return "series \(OneLine.text(scenario, limit: 80))\(question) on "
      + "\(OneLine.text(machine, limit: 200)): "
      + (entries.count == 1 ? "1 run" : "\(entries.count) runs")
  }
}

extension History.Change {
  /// Whether the new level is what people want.
  public var isBetter: Bool { (point.after > point.before) == metric.isHigherBetter }

  /// `response.p99 worse by +12 % (1.00 ms to 1.12 ms) from commit 0123abc …` in one line.
  public var line: String {
    let unit = metric.quantities[0]
    let amount = { Figure.amount($0, unit) }
    let change = point.change.map { " by \(Figure.change($0))" } ?? ""
    return "\(metric.name) \(isBetter ? "better" : "worse")\(change) "
      + "(\(amount(point.before)) to \(amount(point.after))) from commit "
      + "\(Self.named(entry.commit)) on \(OneLine.text(entry.at, limit: 40)), "
      + "after \(Self.named(last.commit))"
  }

  private static func named(_ commit: String) -> String {
    OneLine.text(commit.isEmpty ? "(unknown)" : commit, limit: 64)
  }
}
