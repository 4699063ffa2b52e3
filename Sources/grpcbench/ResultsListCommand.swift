import ArgumentParser
import Reports
import Scenarios

/// `grpcbench results list`: a line for each run, the newest first.
struct ResultsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "List the runs, the newest first, one line each."
  )

  @OptionGroup var options: RunsOptions

  @Option(parsing: .unconditional, help: "How many to list.")
  var last = 50

  func run() throws {
    guard last > 0 else { throw Complaint("--last \(last) lists nothing; give 1 or more") }
    let runs = try options.runs()
    guard !runs.isEmpty else { return StandardError.say(options.nothing) }
    StandardOutput.say(RunList.text(Array(runs.prefix(last))))
    if runs.count > last {
      StandardError.say("\(runs.count - last) older runs are not listed; --last \(runs.count)")
    }
  }
}
