import Foundation
import Ladder
import Reports
import Results

/// A ladder, told: on the terminal, and in files that people and programs open without us.
struct LadderTelling {
  let folder: String
  var isQuiet = false
  var isJSON = false

  /// Says the ladder, and writes its reports beside its journal.
  func tell(_ journal: Journal) throws {
    StandardOutput.say(try (isJSON ? LadderFormat.json : .text).report(journal))
    let folder = try RunFolder(path: folder)
    try folder.write(try LadderFormat.text.report(journal), as: "report.txt")
    try folder.write(try LadderFormat.markdown.report(journal), as: "report.md")
    try folder.write(try LadderFormat.json.report(journal), as: "findings.json")
    try Self.write(journal, to: folder)
    if !isQuiet { StandardError.say("written to \(folder.path)") }
  }

  /// Writes a page, and in a folder of its name its plots and its raw data.
  ///
  /// - Returns: The folder.
  static func write(page path: String, _ journal: Journal, _ resampling: Resampling?) throws
    -> RunFolder
  {
    let page = URL(filePath: path)
    let name = page.deletingPathExtension().lastPathComponent
    let place = page.deletingLastPathComponent().path
    let folder = try RunFolder(path: "\(place)/\(name)")
    try write(journal, to: folder)
    try folder.write(try journal.data(), as: JournalFile.name)
    let text = LadderReport.markdown(journal, resampling, plots: "\(name)/")
    try RunFolder(path: place).write(text, as: page.lastPathComponent)
    return folder
  }

  /// What stands beside a page: the raw data, and the plots.
  private static func write(_ journal: Journal, to folder: RunFolder) throws {
    try folder.write(try LadderFormat.csv.report(journal), as: "rounds.csv")
    for plot in LadderPlots.files(journal) { try folder.write(plot.svg, as: plot.name) }
  }
}
