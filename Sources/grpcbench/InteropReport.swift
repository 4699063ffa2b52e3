import Foundation
import Interop
import Results
import Timing

/// What became of the cases, told as they end or all at once.
final class InteropReport {
  let cases: [InteropCase]
  private let format: InteropCaseOptions.Format
  private var outcomes: [InteropOutcome] = []

  init(_ cases: [InteropCase], _ format: InteropCaseOptions.Format) {
    self.cases = cases
    self.format = format
  }

  /// Takes a case that has ended.
  func tell(_ outcome: InteropOutcome) {
    outcomes.append(outcome)
    if format == .text { StandardOutput.say(Self.line(outcome, cases.map(\.name))) }
  }

  /// One case in one line: `ok    large_unary  12.3 ms`, or what went wrong.
  static func line(_ outcome: InteropOutcome, _ names: [String]) -> String {
    let width = names.map(\.count).max() ?? 0
    let padding = String(repeating: " ", count: max(0, width - outcome.name.count))
    guard let failure = outcome.failure else {
      return "ok    \(outcome.name)\(padding)  \(Figure.measured(outcome.time.count))"
    }
    let reason = failure.description.split(whereSeparator: \.isNewline).joined(separator: " ")
    return "FAIL  \(outcome.name)\(padding)  \(reason)"
  }

  /// Says the rest.
  ///
  /// - Throws: A `Failure` when a case has failed.
  func end() throws {
    if format == .json { StandardOutput.say(try Self.json(outcomes)) }
    let failed = outcomes.count { $0.failure != nil }
    guard failed > 0 else { return }
    throw Failure("interop: \(failed) of \(outcomes.count) cases failed")
  }

  /// All cases as one JSON document.
  static func json(_ outcomes: [InteropOutcome]) throws -> String {
    struct Row: Encodable {
      let name: String
      let ok: Bool
      let timeNs: Int64
      let failure: String?
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    let rows = outcomes.map { outcome in
      Row(
        name: outcome.name,
        ok: outcome.failure == nil,
        timeNs: outcome.time.count,
        failure: outcome.failure?.description
      )
    }
    return String(decoding: try encoder.encode(rows), as: UTF8.self)
  }
}
