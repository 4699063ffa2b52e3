internal import Foundation
internal import Results
internal import Scenarios

/// A history as other tools read it.
extension History {
  /// The CSV of Apache Otava: a time, attributes, then one column for each metric.
  public var otavaCSV: String {
    let metrics = metrics
    let head = ["time", "commit", "scenario"] + metrics.map(\.name)
    let rows = entries.map { entry in
      [entry.at, entry.commit, entry.scenario]
        + metrics.map { metric in entry.metrics[metric.name].map { "\($0)" } ?? "" }
    }
    return ([head] + rows).map { $0.map { CSVCell.text($0) }.joined(separator: ",") }
      .joined(separator: "\n") + "\n"
  }

  /// What github-action-benchmark reads with `tool: customSmallerIsBetter`: the figures of the last
  /// run of which less is better.
  public func benchmarkActionJSON() throws -> String {
    struct Figure: Encodable {
      var name: String
      var unit: String
      var value: Double
      var extra: String
    }
    guard let last = entries.last else { return "[]\n" }
    let figures = metrics.filter { !$0.isHigherBetter }.compactMap { metric in
      last.metrics[metric.name].map {
        Figure(
          name: "\(scenario) \(metric.name)",
          unit: metric.quantities[0].rawValue,
          value: $0,
          extra: "commit \(last.commit), \(machine)"
        )
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(figures), as: UTF8.self) + "\n"
  }
}
