import Foundation
import Reports
import Results
import Scenarios

/// The result, told: on the terminal and in the run's folder.
enum Telling {
  /// Where runs are kept, in the package that holds the scenarios.
  static let runs = "Results/Runs"

  static func tell(_ document: ResultDocument, _ startedAt: Date, _ options: Run.Options) throws {
    // First, so that a disk that is full costs only the files.
    StandardOutput.say(try (options.isJSON ? ReportFormat.json : .text).report(document))
    let folder = try files(of: document, startedAt, options)
    if !options.isQuiet { StandardError.say("written to \(folder)") }
  }

  /// Writes the result in every format that people and programs open without us.
  private static func files(
    of document: ResultDocument,
    _ startedAt: Date,
    _ options: Run.Options
  ) throws -> String {
    let folder: RunFolder
    if let path = options.outputFolder {
      folder = try RunFolder(path: path)
    } else {
      folder = try RunFolder(
        base: "\(base)/\(runs)",
        scenario: document.scenarioName,
        startedAt: startedAt
      )
    }
    try folder.write(try ReportFormat.json.report(document), as: "result.json")
    try folder.write(try ReportFormat.text.report(document), as: "report.txt")
    try folder.write(try ReportFormat.markdown.report(document), as: "report.md")
    try folder.write(try ReportFormat.csv.report(document), as: "result.csv")
    return folder.path
  }

  /// The folder that holds the scenarios, or the working directory where there are none.
  private static var base: String {
    let folder = ScenarioLibrary.current().folders.first
    return folder.map { URL(filePath: $0).deletingLastPathComponent().path }
      ?? FileManager.default.currentDirectoryPath
  }
}
