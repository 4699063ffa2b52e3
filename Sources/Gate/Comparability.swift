public import Results
internal import Statistics

/// Why results must not be compared: another machine, another question, or a measurement that is
/// worth nothing.
public struct Comparability: Sendable, Equatable {
  /// One sentence each; none if they may be compared.
  public let objections: [String]

  /// How many differences of the question are named.
  private static let mostDifferences = 5

  /// - Parameters:
  ///   - old: The runs of the old side, each with what it is called.
  ///   - new: The same of the new side.
  public init(old: [NamedResult], new: [NamedResult]) {
    var objections: [String] = []
    for run in old + new { objections += run.result.flaws.map { "\(run.name) \($0)" } }
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
    let differences = differences(
      one.result.question.settings,
      other.result.question.settings,
      at: []
    )
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
      return Set(ours.keys).union(theirs.keys).sorted().flatMap { key in
        differences(ours[key] ?? .null, theirs[key] ?? .null, at: path + [key])
      }
    case (.array(let ours), .array(let theirs)) where ours.count == theirs.count:
      return ours.indices.flatMap { differences(ours[$0], theirs[$0], at: path + ["\($0)"]) }
    default:
      return [(path.joined(separator: "."), one.text, other.text)]
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
