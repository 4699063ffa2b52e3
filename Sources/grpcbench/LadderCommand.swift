import ArgumentParser
import Foundation
import Ladder
import Results
import Scenarios
import Timing

/// `grpcbench ladder`: protobuf against JSON, one thing changed at a time.
struct LadderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ladder",
    abstract: "Compare protobuf and JSON over gRPC, Connect and HTTP/1.1.",
    usage: """
      grpcbench ladder [<options>]
      grpcbench ladder --resume <folder>
      grpcbench ladder report <folder> [<options>]
      """,
    discussion: """
      The same calls in six cells, in rounds of short slices whose order is drawn from the seed. \
      It says first how long it will take. Ctrl-C stops it, and --resume goes on with the slice \
      that was broken off.

        grpcbench ladder
        grpcbench ladder --payload all --output out
        grpcbench ladder report out --format markdown
      """,
    subcommands: [LadderPlayCommand.self, LadderReportCommand.self],
    defaultSubcommand: LadderPlayCommand.self
  )
}

/// `grpcbench ladder` itself: plays a ladder, or goes on with one.
struct LadderPlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play a ladder; what is done without a subcommand."
  )

  @OptionGroup(title: "The ladder")
  var ladder: LadderOptions

  @OptionGroup(title: "Output")
  var output: LadderOutputOptions

  func run() throws {
    let journal: JournalFile
    if let folder = output.resume {
      try ladder.checkForResume()
      guard output.output == nil else {
        throw Complaint("--output and --resume both name a folder; leave --output out")
      }
      journal = try Self.resumed(folder, isQuiet: output.quiet)
    } else {
      let design = try ladder.design(from: .current())
      journal = try Self.begun(design, output.output)
    }
    try LadderRun(journal, isQuiet: output.quiet, isJSON: output.json).perform()
  }

  private static func begun(_ design: Design, _ output: String?) throws -> JournalFile {
    if let output { try OutputFolder.check(output) }
    let startedAt = Date()
    let folder = try Telling.folder(output, design.plan.name, startedAt)
    let head = Journal.Head(design, .current, startedAt: startedAt)
    do {
      return try JournalFile(new: head, in: folder.path)
    } catch {
      throw Complaint("ladder: \(error)")
    }
  }

  private static func resumed(_ folder: String, isQuiet: Bool) throws -> JournalFile {
    do {
      let file = try JournalFile(resume: folder)
      try file.journal.check(.current)
      if file.droppedBytes > 0, !isQuiet {
        StandardError.say(
          "\(file.path): the last line was torn; its \(file.droppedBytes) bytes are dropped, and "
            + "its slice is played again"
        )
      }
      return file
    } catch {
      throw Complaint("ladder: --resume \(folder): \(error)")
    }
  }
}

/// Where a ladder's answer goes, and where an earlier one is.
struct LadderOutputOptions: ParsableArguments {
  @Option(
    parsing: .unconditional,
    help: .init(
      "Folder for the journal and the reports; default: Results/Runs/<scenario>-<time>.",
      valueName: "folder"
    )
  )
  var output: String?

  @Option(
    parsing: .unconditional,
    help: .init("Go on with the ladder of this folder.", valueName: "folder")
  )
  var resume: String?

  @Flag(help: "Say nothing while it runs.")
  var quiet = false

  @Flag(help: "The findings as JSON alone on standard output, all else on standard error.")
  var json = false
}
