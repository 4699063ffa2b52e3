import ArgumentParser
import Scenarios

/// `grpcbench scenarios`: what there is to run.
struct ScenariosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenarios",
    abstract: "List the scenarios that there are, one line each."
  )

  func run() throws {
    for line in try Self.lines(of: .current()) { print(line) }
  }

  /// A name and what it asks on each line; a file that makes no sense says so in its place.
  static func lines(of library: ScenarioLibrary) throws(Complaint) -> [String] {
    let names = library.names
    guard let width = names.map(\.count).max() else {
      throw Complaint(
        "scenarios: there is no Scenarios folder here or above; "
          + "go to the package or give files: grpcbench --scenario ./my.yaml"
      )
    }
    return names.map { name in
      let padding = String(repeating: " ", count: width - name.count)
      do {
        return try "\(name)\(padding)  \(library.scenario(name).plan().description)"
      } catch {
        return "\(name)\(padding)  cannot be run: \(error)"
      }
    }
  }
}
