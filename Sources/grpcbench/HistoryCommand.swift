import ArgumentParser
import Foundation
import Gate
import Results
import Scenarios
import Statistics

/// `grpcbench history`: runs over time, and from which commit on a figure changed.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history",
    abstract: "Keep figures over time, and find from which commit on they changed.",
    subcommands: [Add.self, Show.self, Export.self]
  )

  /// Where the history is, in the folder that holds the scenarios.
  static let place = "Results/history.jsonl"

  struct File: ParsableArguments {
    @Option(help: .init("The history; default: \(HistoryCommand.place).", valueName: "file"))
    var history: String?

    var file: HistoryFile {
      HistoryFile(path: history ?? "\(Telling.base)/\(HistoryCommand.place)")
    }

    /// The series of a scenario, or of all.
    func series(_ scenario: String?) throws -> [History] {
      let all: [History]
      do {
        all = History.series(of: try file.entries())
      } catch let failure as ResultFailure {
        throw Complaint("\(failure)")
      }
      guard let scenario else { return all }
      let chosen = all.filter { $0.scenario == scenario }
      guard chosen.isEmpty else { return chosen }
      let names = Set(all.map { Complaint.shown($0.scenario) }).sorted()
      let known = names.isEmpty ? "it is empty" : "it has \(names.joined(separator: ", "))"
      throw Complaint(
        "history \(file.path) has no run of \(Complaint.shown(scenario)); \(known)"
      )
    }
  }

  struct Add: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Add runs to the history.")

    @Argument(help: .init("Runs' folders or result files.", valueName: "result"))
    var results: [String]

    @Option(help: "What was measured; default: the commit of grpcbench.")
    var commit: String?

    @OptionGroup var file: File

    func run() throws {
      let source = ResultSource(baselines: BaselineCommand.folder(nil))
      let runs = try results.flatMap { try source.results($0) }
      for run in runs {
        guard let flaw = run.result.flaws.first else { continue }
        throw Failure(
          "\(run.name) \(OneLine.text(flaw, limit: 300)); it would spoil the history",
          exitCode: .inconclusive
        )
      }
      let entries = runs.map { HistoryEntry($0.result, commit: commit) }
      try file.file.add(entries)
      let count = entries.count == 1 ? "1 run" : "\(entries.count) runs"
      StandardOutput.say("added \(count) to \(file.file.path)\n")
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "The changes in the history, each with its commit."
    )

    @Option(help: "Only the runs of one scenario.")
    var scenario: String?

    @Option(
      name: .customLong("metric"),
      parsing: .unconditionalSingleValue,
      help: "Only this metric, such as response.p99; can be repeated."
    )
    var metrics: [String] = []

    @Option(help: "A change is believed if chance explains it with at most this probability.")
    var significance = ChangePoints().significance

    @Option(help: "The least change that counts, of the level before it, such as 5%.")
    var leastChange = "0%"

    @Option(help: "Runs in which a change is looked for at a time.")
    var window = ChangePoints().window

    @OptionGroup var file: File

    func validate() throws {
      guard significance > 0, significance < 1, (6...10_000).contains(window) else {
        throw ValidationError("give a significance between 0 and 1, a window of 6 to 10000")
      }
    }

    func run() throws {
      var rules = ChangePoints()
      rules.significance = significance
      rules.leastChange = try Self.leastChange(leastChange)
      rules.window = window
      let chosen = try metrics.map(Self.metric)
      for series in try file.series(scenario) {
        StandardOutput.say("\(series.heading)\n")
        let known = series.metrics
        for metric in chosen where !known.contains(metric) {
          StandardOutput.say("  \(metric.name) was measured in none of them\n")
        }
        let metrics = chosen.isEmpty ? known : chosen.filter(known.contains)
        let changes = metrics.flatMap { series.changes(of: $0, by: rules) }
        for change in changes { StandardOutput.say("  \(change.line)\n") }
        if changes.isEmpty, !metrics.isEmpty { StandardOutput.say("  no change\n") }
      }
    }

    /// The share that a least change is, which may be above 100 %.
    static func leastChange(_ text: String) throws(Complaint) -> Double {
      guard text.hasSuffix("%"), let percent = Double(text.dropLast()), percent.isFinite,
        percent >= 0
      else {
        throw Complaint(
          "--least-change \(Complaint.shown(text)) is no share of 0 or more; give one such as 5%"
        )
      }
      return percent / 100
    }

    /// A metric that a history keeps.
    static func metric(_ name: String) throws(Complaint) -> Metric {
      let metric: Metric
      do { metric = try Metric(named: name) } catch { throw Complaint("--metric \(error)") }
      guard HistoryEntry.kept.contains(metric) else {
        throw Complaint(
          "--metric \(metric.name) is kept in no history; it keeps "
            + HistoryEntry.kept.map(\.name).joined(separator: ", ")
        )
      }
      return metric
    }
  }

  struct Export: ParsableCommand {
    enum Format: String, CaseIterable, ExpressibleByArgument {
      case otavaCSV = "otava-csv"
      case benchmarkAction = "github-action-benchmark"
    }

    static let configuration = CommandConfiguration(
      abstract: "One scenario's history for another tool."
    )

    @Argument(help: "The scenario.")
    var scenario: String

    @Option(help: "For which tool.")
    var format: Format

    @OptionGroup var file: File

    func run() throws {
      let series = try file.series(scenario)
      guard let last = series.max(by: { ($0.entries.last?.at ?? "") < ($1.entries.last?.at ?? "") })
      else { throw Complaint("history \(file.file.path) is empty") }
      if series.count > 1 {
        StandardError.say("\(series.count) series; this is the one that was added to last:")
        StandardError.say(last.heading)
      }
      switch format {
      case .otavaCSV: StandardOutput.say(last.otavaCSV)
      case .benchmarkAction: StandardOutput.say(try last.benchmarkActionJSON())
      }
    }
  }
}
