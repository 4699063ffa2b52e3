public import ArgumentParser
import Foundation
public import Reports
import Results
import Scenarios
import Statistics

/// `grpcbench report`: stored results, told again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell stored results again, in any format; several over each other."
  )

  @Argument(
    help: .init(
      "A result.json, the folder of a run, or the name of one in Results/Runs.",
      valueName: "result"
    )
  )
  var results: [String]

  @Option(help: "How to tell them.")
  var format = ReportFormat.text

  @Option(help: .init("Write to this file instead of standard output.", valueName: "file"))
  var output: String?

  func run() throws {
    guard results.count <= format.mostResults else {
      throw Complaint(
        "report --format \(format.rawValue) tells \(format.mostResults) at most, and "
          + "\(results.count) results were named; name fewer or take another format"
      )
    }
    let documents = try results.map { place in
      try StoredResult.document(place, runs: Telling.runsFolder)
    }
    let report = try Self.report(documents, format, named: results)
    guard let output else { return StandardOutput.say(report) }
    do {
      try Data(report.utf8).write(to: URL(filePath: output), options: .atomic)
    } catch {
      throw Complaint(
        "writing --output \(Complaint.shown(output)): \(error.localizedDescription); "
          + "give another file"
      )
    }
  }

  /// A histogram that cannot be read is the user's to put right, like the result that it is in.
  static func report(_ documents: [ResultDocument], _ format: ReportFormat, named names: [String])
    throws -> String
  {
    do {
      return try format.report(documents)
    } catch let failure as HistogramFailure {
      throw Complaint(
        "reading \(Complaint.shown(names.joined(separator: " "))): \(failure.reason); "
          + "give a result as grpcbench wrote it"
      )
    }
  }
}

extension ReportFormat: ExpressibleByArgument {}
