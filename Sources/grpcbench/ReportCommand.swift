public import ArgumentParser
import Foundation
public import Reports
import Results

/// `grpcbench report`: a stored result, told again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell a stored result again, in any format."
  )

  @Argument(help: .init("A result.json, or the folder of a run.", valueName: "result"))
  var result: String

  @Option(help: "How to tell it.")
  var format = ReportFormat.text

  func run() throws {
    let place = URL(filePath: result, directoryHint: .checkFileSystem)
    let path = place.hasDirectoryPath ? place.appending(path: "result.json").path : result
    let document = try ResultDocument(path: path)
    StandardOutput.say(try format.report(document))
  }
}

extension ReportFormat: ExpressibleByArgument {}
