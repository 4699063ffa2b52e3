import ArgumentParser
import Reports
import Results
import Scenarios

/// `grpcbench results show`: one run, told.
struct ResultsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Tell one run: the newest, or the one named."
  )

  @Argument(
    help: .init("The run's name, or the beginning of it that no other has.", valueName: "run")
  )
  var name: String?

  @OptionGroup var options: RunsOptions

  @Option(help: "How to tell it.")
  var format = ReportFormat.text

  func run() throws {
    let run = try Self.run(named: name, of: options.runs(), nothing: options.nothing)
    switch run.document {
    case .success(let document):
      StandardOutput.say(try ReportCommand.report([document], format, named: [run.path]))
    case .failure(let failure): throw Complaint("\(failure)")
    }
  }

  /// The run that is meant; without a name the newest.
  static func run(named name: String?, of runs: [KeptRun], nothing: String) throws -> KeptRun {
    guard let newest = runs.first else { throw Complaint("\(nothing); make one first") }
    guard let name else { return newest }
    if let run = runs.first(where: { $0.name == name }) { return run }
    let meant = name.isEmpty ? [] : runs.filter { $0.name.hasPrefix(name) }
    guard let run = meant.first else {
      throw Complaint(
        "there is no run \(Complaint.shown(name)); grpcbench results list names them"
      )
    }
    guard meant.count == 1 else {
      throw Complaint(
        "\(Complaint.shown(name)) is the beginning of \(meant.count) runs, such as "
          + "\(Complaint.shown(run.name)); give more of the name"
      )
    }
    return run
  }
}
