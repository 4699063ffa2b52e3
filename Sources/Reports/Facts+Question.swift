internal import Results
internal import Scenarios
internal import Statistics

/// The question and the machine, in names and texts.
extension Facts {
  /// How many values of a scenario are shown: more than any has.
  private static let mostSettings = 400
  private static let longestSetting = 200

  /// When the run began.
  var startedAt: String { OneLine.text(result.startedAt, limit: 40) }

  /// Each value of the resolved scenario, by its path.
  var configuration: [(name: String, text: String)] {
    var settings: [(String, String)] = []
    collect(result.scenario, path: "", into: &settings)
    return settings
  }

  private func collect(_ value: JSONValue, path: String, into settings: inout [(String, String)]) {
    // What is deeper than this is no scenario of ours.
    guard settings.count < Self.mostSettings, path.count < 400 else { return }
    let inner = { (key: String) in path.isEmpty ? key : "\(path).\(key)" }
    switch value {
    case .object(let members):
      for (key, member) in members.sorted(by: { $0.key < $1.key }) {
        collect(member, path: inner(OneLine.text(key, limit: 80)), into: &settings)
      }
    case .array(let items):
      for (index, item) in items.enumerated().prefix(Self.mostSettings) {
        collect(item, path: inner(String(index + 1)), into: &settings)
      }
    case .null: return
    default: settings.append((path, Self.text(of: value, at: path)))
    }
  }

  /// A value with the unit that the end of its key says.
  private static func text(of value: JSONValue, at path: String) -> String {
    switch value {
    case .string(let text): return OneLine.text(text, limit: longestSetting)
    case .boolean(let isTrue): return isTrue ? "yes" : "no"
    default:
      guard let number = value.number else { return "" }
      if path.hasSuffix("_ns") { return Figure.time(number) }
      if path.hasSuffix("_bytes"), number >= 0 {
        return Figure.bytes(UInt64(min(number, 1e18)))
      }
      return number.rounded() == number && number.magnitude < 1e15
        ? String(Int64(number)) : Figure.significant(number)
    }
  }

  /// Where and with what the run was made.
  var environment: [(name: String, text: String)] {
    let environment = result.environment
    let facts = [
      ("grpcbench", environment.version), ("commit", environment.commit),
      ("build", environment.build), ("host", environment.host), ("kernel", environment.kernel),
      ("CPUs", String(environment.cpus)), ("seed", String(result.seed)),
    ]
    let libraries = environment.libraries.sorted { $0.key < $1.key }.prefix(32)
      .map { ($0.key, $0.value) }
    return (facts + libraries).filter { !$0.1.isEmpty }.map {
      (OneLine.text($0.0, limit: 40), OneLine.text($0.1, limit: 160))
    }
  }
}
