public import Results
internal import Statistics

/// Why results must not be compared: another machine, another question, or a measurement that is
/// worth nothing.
public struct Comparability: Sendable, Equatable {
  /// One sentence each; none if they may be compared.
  public let objections: [String]

  /// What may be another in two runs of the same question: where it was asked, and by what chance.
  private static let mayDiffer: Set<String> = [
    "name", "description", "seed", "targets", "proxy", "fail_if", "abort_on_fail",
    "max_failed_share",
  ]

  /// How many differences of the question are named.
  private static let mostDifferences = 5

  /// - Parameters:
  ///   - old: The runs of the old side, each with what it is called.
  ///   - new: The same of the new side.
  public init(old: [NamedResult], new: [NamedResult]) {
    var objections: [String] = []
    for run in old + new {
      if run.result.environment.build == "debug" {
        objections.append("\(run.name) is of a debug build, whose figures mean nothing")
      }
      if run.result.validity.verdict == .invalid {
        let reason = run.result.validity.reasons.first.map { ": \($0)" } ?? ""
        objections.append("\(run.name) is an invalid measurement\(reason)")
      }
    }
    if let first = old.first {
      for run in old.dropFirst() + new {
        objections += Self.machines(first, run) + Self.questions(first, run)
      }
    }
    var seen: Set<String> = []
    self.objections = objections.map { OneLine.text($0, limit: 300) }
      .filter { seen.insert($0).inserted }
  }

  private static func machines(_ one: NamedResult, _ other: NamedResult) -> [String] {
    let (a, b) = (one.result.environment, other.result.environment)
    let facts = [
      ("processor", a.cpuModel, b.cpuModel), ("processors", "\(a.cpus)", "\(b.cpus)"),
      ("memory", Figure.bytes(a.memoryBytes), Figure.bytes(b.memoryBytes)),
      ("kernel", a.kernel, b.kernel),
    ]
    return facts.filter { $0.1 != $0.2 }.map { fact, ours, theirs in
      "another machine: \(fact) \(shown(ours)) in \(one.name), \(shown(theirs)) in \(other.name)"
    }
  }

  private static func questions(_ one: NamedResult, _ other: NamedResult) -> [String] {
    let differences = differences(one.result.scenario, other.result.scenario, at: [])
    let sentences = differences.prefix(mostDifferences).map { path, ours, theirs in
      "another question: \(path) is \(shown(ours)) in \(one.name), "
        + "\(shown(theirs)) in \(other.name)"
    }
    let rest = differences.count - sentences.count
    return rest > 0
      ? sentences + ["another question: \(rest) more settings differ in \(other.name)"]
      : Array(sentences)
  }

  private static func differences(
    _ one: JSONValue,
    _ other: JSONValue,
    at path: [String]
  ) -> [(path: String, String, String)] {
    guard one != other else { return [] }
    switch (one, other) {
    case (.object(let ours), .object(let theirs)):
      return Set(ours.keys).union(theirs.keys).sorted()
        .filter { !path.isEmpty || !mayDiffer.contains($0) }
        .flatMap { key in
          differences(ours[key] ?? .null, theirs[key] ?? .null, at: path + [key])
        }
    case (.array(let ours), .array(let theirs)) where ours.count == theirs.count:
      return ours.indices.flatMap { differences(ours[$0], theirs[$0], at: path + ["\($0)"]) }
    default:
      return [(path.joined(separator: "."), text(one), text(other))]
    }
  }

  private static func text(_ value: JSONValue) -> String {
    switch value {
    case .null: "none"
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): "\(value)"
    case .string(let value): value
    case .array(let values): "a list of \(values.count)"
    case .object: "a group"
    }
  }

  private static func shown(_ text: String) -> String {
    text.isEmpty ? "unknown" : String(text.prefix(80))
  }
}

/// A result and what it is called: the baseline, folder or file that it comes from.
public struct NamedResult: Sendable {
  public var name: String
  public var result: ResultDocument

  public init(name: String, result: ResultDocument) {
    self.name = name
    self.result = result
  }
}
