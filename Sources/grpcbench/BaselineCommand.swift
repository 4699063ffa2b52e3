import ArgumentParser
import Foundation
import Gate
import Reports
import Results
import Scenarios
import Statistics

/// `grpcbench baseline`: results that are kept to be compared with.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Keep results to compare with.",
    subcommands: [Save.self, List.self, Show.self, Remove.self]
  )

  /// Where baselines are kept, in the folder that holds the scenarios.
  static let place = "Results/Baselines"

  static func folder(_ path: String?) -> BaselineFolder {
    BaselineFolder(path: path ?? "\(Telling.base)/\(place)")
  }

  struct Place: ParsableArguments {
    @Option(
      help: .init("Where baselines are; default: \(BaselineCommand.place).", valueName: "folder")
    )
    var baselines: String?
  }

  struct Save: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Keep runs under a name.")

    @Argument(help: "The name.")
    var name: String

    @Argument(help: .init("Runs' folders or result files.", valueName: "result"))
    var results: [String]

    @OptionGroup var place: Place

    func run() throws {
      let folder = BaselineCommand.folder(place.baselines)
      let source = ResultSource(baselines: folder)
      let runs = try results.flatMap { try source.results($0) }
      for run in runs {
        guard let flaw = run.result.flaws.first else { continue }
        StandardError.say(
          "\(Complaint.shown(run.name)) \(OneLine.text(flaw, limit: 300)); compare will refuse it"
        )
      }
      try complaining { try folder.save(runs.map(\.result), as: name) }
      let count = runs.count == 1 ? "1 run" : "\(runs.count) runs"
      StandardOutput.say("saved \(count) as \(name) in \(folder.path)\n")
    }
  }

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "The baselines, one line each.")

    @OptionGroup var place: Place

    func run() throws {
      let folder = BaselineCommand.folder(place.baselines)
      let names = folder.names
      guard !names.isEmpty else {
        StandardError.say("there is no baseline in \(folder.path)")
        return
      }
      for name in names {
        let runs = try complaining { try folder.runs(of: name) }
        StandardOutput.say(BaselineCommand.line(name, runs) + "\n")
      }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "A baseline's machine and its runs.")

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var place: Place

    func run() throws {
      let runs = try complaining { try BaselineCommand.folder(place.baselines).runs(of: name) }
      StandardOutput.say(BaselineCommand.line(name, runs) + "\n")
      if let first = runs.first { StandardOutput.say(BaselineCommand.machine(first) + "\n") }
      for run in runs { StandardOutput.say("\n" + TextReport.text(run)) }
    }
  }

  struct Remove: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Remove a baseline and its runs.")

    @Argument(help: "The name.")
    var name: String

    @OptionGroup var place: Place

    func run() throws {
      try complaining { try BaselineCommand.folder(place.baselines).remove(name) }
      StandardOutput.say("removed \(name)\n")
    }
  }

  /// A baseline in one line, in which nothing of its files is more than text.
  static func line(_ name: String, _ runs: [ResultDocument]) -> String {
    guard let first = runs.first else { return name }
    let count = runs.count == 1 ? "1 run" : "\(runs.count) runs"
    let environment = first.environment
    let build = [environment.version, environment.commit, environment.build]
      .filter { !$0.isEmpty }.map { OneLine.text($0, limit: 64) }.joined(separator: ", ")
    return "\(name): \(count) of \(OneLine.text(first.scenarioName, limit: 80)), "
      + "\(OneLine.text(first.startedAt, limit: 40)), grpcbench \(build)"
  }

  static func machine(_ run: ResultDocument) -> String {
    let environment = run.environment
    let model = environment.cpuModel.isEmpty ? "unknown processor" : environment.cpuModel
    return "machine: \(OneLine.text(model, limit: 80)), \(environment.cpus) CPUs, "
      + "\(Figure.bytes(environment.memoryBytes)), \(OneLine.text(environment.kernel, limit: 80))"
  }
}

/// Runs `body`; what it cannot read or write is the user's to put right.
private func complaining<Value>(_ body: () throws -> Value) throws -> Value {
  do {
    return try body()
  } catch let failure as ResultFailure {
    throw Complaint("\(failure)")
  }
}
