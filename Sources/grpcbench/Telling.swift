import Foundation
import Reports
import Results
import Scenarios

/// The result, told: on the terminal and in the run's folder.
struct Telling {
  /// Where runs are kept, in the folder that holds the scenarios.
  static let runs = "Results/Runs"

  private let options: Run.Options
  private let folder: RunFolder

  /// Makes the run's folder, before the run: a result that cannot be kept is found out in time.
  init(_ plan: Plan, _ startedAt: Date, _ options: Run.Options) throws {
    self.options = options
    if let path = options.outputFolder {
      do {
        folder = try RunFolder(path: path)
      } catch let failure as ResultFailure {
        throw Complaint("\(failure)")
      }
    } else {
      folder = try RunFolder(
        base: "\(Self.base)/\(Self.runs)",
        scenario: plan.name,
        startedAt: startedAt
      )
    }
  }

  /// Says the result, then writes it in every format that people and programs open without us.
  func tell(_ document: ResultDocument) throws {
    let format = options.isJSON ? ReportFormat.json : .text
    StandardOutput.say(try format.report(document))
    try folder.write(try ReportFormat.json.report(document), as: "result.json")
    try folder.write(try ReportFormat.text.report(document), as: "report.txt")
    try folder.write(try ReportFormat.markdown.report(document), as: "report.md")
    try folder.write(try ReportFormat.csv.report(document), as: "result.csv")
    if !options.isQuiet { StandardError.say("written to \(folder.path)") }
  }

  /// There is nothing to tell: the folder goes, if nothing else is in it.
  func withdraw() {
    folder.removeIfEmpty()
  }

  /// The folder that holds the scenarios, or the working directory where there are none.
  static var base: String {
    let folder = ScenarioLibrary.current().folders.first
    return folder.map { URL(filePath: $0).deletingLastPathComponent().path }
      ?? FileManager.default.currentDirectoryPath
  }
}
