import Bytes
import Codecs
import Foundation
import Statistics

/// The costs of codecs, told.
enum CodecTable {
  /// A line for each payload and codec.
  static func text(_ costs: [CodecCost]) -> String {
    let head = ["payload", "codec", "bytes", "encode ns", "95 %", "decode ns", "95 %"]
    let rows = costs.map { cost in
      [cost.payload.rawValue, cost.codec.rawValue, "\(cost.bytes)"] + cells(cost.encode)
        + cells(cost.decode)
    }
    let widths = head.indices.map { column in
      ([head] + rows).map { $0[column].count }.max() ?? 0
    }
    return ([head] + rows).map { row in
      row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return column < 2 ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  /// One document with all of it.
  static func json(_ costs: [CodecCost]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(["costs": costs]), as: UTF8.self)
  }

  private static func cells(_ cost: MedianInterval) -> [String] {
    // What was not measured has no cost.
    guard cost.median > 0 else { return ["", ""] }
    return [figure(cost.median), "\(figure(cost.lower)) … \(figure(cost.upper))"]
  }

  private static func figure(_ nanoseconds: Double) -> String {
    nanoseconds < 100
      ? String(format: "%.1f", nanoseconds) : String(Int(nanoseconds.rounded()))
  }
}
