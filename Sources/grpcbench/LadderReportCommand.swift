public import ArgumentParser
import Foundation
import Ladder
public import Reports
import Results
import Scenarios

/// `grpcbench ladder report`: a ladder, told again from its journal alone.
struct LadderReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell a ladder again from its journal, also one that was stopped."
  )

  @Argument(help: .init("The folder of a ladder, or its journal.", valueName: "folder"))
  var ladder: String

  @Option(help: "How to tell it.")
  var format = LadderFormat.text

  @Option(
    parsing: .unconditional,
    help: .init(
      "Play as many ladders again with the signs of coins, and say how often the test of "
        + "interactions is wrong.",
      valueName: "count"
    )
  )
  var resample: String?

  @Option("The seed of the coins; default: the ladder's.", "number")
  var seed: String?

  @Option(
    parsing: .unconditional,
    help: .init(
      "Write the page to this file, its plots and raw data to a folder beside it.",
      valueName: "file.md"
    )
  )
  var page: String?

  func run() throws {
    guard page == nil || format == .text || format == .markdown else {
      throw Complaint("--page writes markdown, and no --format \(format); leave one of the two out")
    }
    guard seed == nil || resample != nil else {
      throw Complaint("--seed is that of --resample; give that too, or leave --seed out")
    }
    let journal: Journal
    do {
      journal = try JournalFile.read(ladder).journal
    } catch {
      throw Complaint("ladder report: \(error)")
    }
    let resampling = try resampling(of: journal)
    guard let page else {
      StandardOutput.say(try format.report(journal, resampling))
      return
    }
    guard page.hasSuffix(".md") else {
      throw Complaint("--page \(Complaint.shown(page)) is no page; give a name that ends in .md")
    }
    let folder = try LadderTelling.write(page: page, journal, resampling)
    StandardError.say("written to \(page) and \(folder.path)")
  }

  private func resampling(of journal: Journal) throws(Complaint) -> Resampling? {
    guard let resample else { return nil }
    let count = try Entry(resample, subject: "--resample").whole(in: 1...Resampling.most)
    guard format != .csv, format != .json else {
      throw Complaint("--resample is told in text and markdown; leave --format \(format) out")
    }
    let seed = try seed.map { text throws(Complaint) in
      try Entry(text, subject: "--seed").whole(in: 0...Limits.seed)
    }
    return Resampling(journal, ladders: count, seed: seed ?? journal.head.design.seed)
  }
}

extension LadderFormat: ExpressibleByArgument {}
