internal import Foundation
internal import Scenarios

/// What a run asked: its resolved scenario without what may be another in two runs of the same
/// question, which is where it was asked, by what chance, and what limits its answer has to keep.
public struct Question: Equatable, Sendable {
  /// The settings, by the path of their keys.
  public let settings: JSONValue

  /// Paths of what is left out.
  private static let left: Set<String> = [
    "name", "description", "seed", "server.laboratory.seed", "targets", "proxy", "fail_if",
    "abort_on_fail", "max_failed_share",
  ]

  /// The longest text of a question, in bytes.
  private static let longest = 160

  public init(scenario: JSONValue) {
    settings = Self.asked(scenario, at: "")
  }

  /// The question in one line, the same for all runs of it and another for any other: what differs
  /// from the defaults, such as `load.loop open, load.rate_per_s 5000`; `defaults` if nothing does.
  ///
  /// A setting that a run does not know yet is at its default, so a newer grpcbench, which knows
  /// more of them, still asks the same question. What is too long ends with a number in its place.
  public var text: String {
    let usual = (try? JSONValue(encoding: Plan())).map { Question(scenario: $0).settings }
    let words = Self.words(settings, besides: usual ?? .null, at: [])
    guard !words.isEmpty else { return "defaults" }
    let text = words.joined(separator: ", ")
    guard text.utf8.count > Self.longest || !text.utf8.allSatisfy({ $0 >= 32 && $0 < 127 }) else {
      return text
    }
    let number = "#" + String(Self.hash(text), radix: 16)
    let start = text.unicodeScalars.prefix(Self.longest - 20).map { scalar in
      scalar.value >= 32 && scalar.value < 127 ? Character(scalar) : "?"
    }
    return String(start) + "… " + number
  }

  private static func asked(_ value: JSONValue, at path: String) -> JSONValue {
    guard case .object(let members) = value else { return value }
    var asked: [String: JSONValue] = [:]
    for (key, member) in members {
      let place = path.isEmpty ? key : "\(path).\(key)"
      if !left.contains(place) { asked[key] = Self.asked(member, at: place) }
    }
    return .object(asked)
  }

  /// Each setting that is not as usual, with its path, in the order of the paths.
  private static func words(
    _ value: JSONValue,
    besides usual: JSONValue,
    at path: [String]
  ) -> [String] {
    guard value != usual else { return [] }
    switch value {
    case .object(let members) where !members.isEmpty:
      return members.keys.sorted().flatMap { key in
        words(members[key] ?? .null, besides: usual[key] ?? .null, at: path + [key])
      }
    case .array(let values):
      // Each is told from the first usual one, as lists have that one in a default plan.
      var first = JSONValue.null
      var count = 0
      if case .array(let usual) = usual { (first, count) = (usual.first ?? .null, usual.count) }
      let rest = values.enumerated().flatMap { place, value in
        words(value, besides: first, at: path + ["\(place)"])
      }
      let place = path.joined(separator: ".")
      return (values.count == count ? [] : ["\(place) of \(values.count)"]) + rest
    default:
      return ["\(path.joined(separator: ".")) \(value.text)"]
    }
  }

  /// FNV-1a of 64 bits: other texts have other numbers, and the same one everywhere.
  private static func hash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

extension JSONValue {
  /// The value in a sentence.
  public var text: String {
    switch self {
    case .null: "none"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    case .array(let values): "a list of \(values.count)"
    case .object: "a group"
    }
  }
}

extension ResultDocument {
  public var question: Question { Question(scenario: scenario) }
}
