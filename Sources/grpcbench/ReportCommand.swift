public import ArgumentParser
import Foundation
public import Reports
import Results
import Scenarios

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
    StandardOutput.say(try format.report(try Self.document(path)))
  }

  /// The stored result; one that cannot be read is the user's to put right.
  private static func document(_ path: String) throws -> ResultDocument {
    do {
      return try ResultDocument(path: path)
    } catch let failure as ResultFailure {
      throw Complaint("\(failure)")
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
