import ArgumentParser

/// `grpcbench report`: a stored result, told again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell a stored result again, in any format."
  )

  /// The formats that a result can be told in.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case markdown
    case csv
    case json
    case hgrm
  }

  @Argument(help: .init("A result.json, or the folder of a run.", valueName: "result"))
  var result: String

  @Option(help: "How to tell it.")
  var format = Format.text

  func run() throws {
    throw Failure("report \(result): this build cannot tell results; the reports are not built")
  }
}
