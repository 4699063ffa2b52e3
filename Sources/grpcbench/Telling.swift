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
    folder = try Self.folder(options.outputFolder, plan.name, startedAt)
  }

  /// The folder that was asked for, or one named by scenario and time.
  static func folder(_ path: String?, _ name: String, _ startedAt: Date) throws -> RunFolder {
    guard let path else {
      return try RunFolder(base: runsFolder, scenario: name, startedAt: startedAt)
    }
    do {
      return try RunFolder(path: path)
    } catch let failure as ResultFailure {
      throw Complaint("\(failure)")
    }
  }

  /// Says the result, then writes it in every format that people and programs open without us.
  func tell(_ document: ResultDocument) throws {
    let format = options.isJSON ? ReportFormat.json : .text
    StandardOutput.say(try format.report(document))
    for (name, format) in Self.files {
      try folder.write(try format.report(document), as: name)
    }
    if !options.isQuiet { StandardError.say("written to \(folder.path)") }
  }

  /// What a run's folder holds.
  static let files: [(name: String, format: ReportFormat)] = [
    (RunFolder.resultName, .json), ("report.txt", .text), ("report.md", .markdown),
    ("report.html", .html), ("result.csv", .csv),
  ]

  /// There is nothing to tell: the folder goes, if nothing else is in it.
  func withdraw() {
    folder.removeIfEmpty()
  }

  /// Where runs are kept, as a path.
  static var runsFolder: String { "\(base)/\(runs)" }

  /// The folder that holds the scenarios, or the working directory where there are none.
  static var base: String {
    let folder = ScenarioLibrary.current().folders.first
    return folder.map { URL(filePath: $0).deletingLastPathComponent().path }
      ?? FileManager.default.currentDirectoryPath
  }
}
