import ArgumentParser
import Foundation
import Gate
import Results
import Scenarios

/// `grpcbench compare`: results beside each other, and what may be concluded.
struct CompareCommand: ParsableCommand {
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text
    case markdown
    case json
  }

  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare results, and say what may be concluded.",
    usage: """
      grpcbench compare <old> <new>… [<options>]
      grpcbench compare --old <old>… --new <new>… [<options>]
      """,
    discussion: """
      Each is a baseline's name, a run's folder, a result.json or a quoted pattern such as \
      "out/old-*". Several runs a side give exact intervals; one run a side gives a lower bound. \
      Runs of another machine, another question or a debug build are refused with \
      exit code \(ExitCode.inconclusive.rawValue).
      """
  )

  @Argument(help: .init("The old side, then each new one.", valueName: "result"))
  var sides: [String] = []

  @Option(parsing: .unconditionalSingleValue, help: "A run of the old side; can be repeated.")
  var old: [String] = []

  @Option(parsing: .unconditionalSingleValue, help: "A run of the new side; can be repeated.")
  var new: [String] = []

  @Option(
    name: .customLong("metric"),
    parsing: .unconditionalSingleValue,
    help: "What to compare, such as response.p99; can be repeated."
  )
  var metrics: [String] = []

  @Option(help: "How to tell it.")
  var format = Format.text

  @Flag(help: "Compare also what must not be compared; the reasons are still said.")
  var force = false

  @Option(help: .init("Where baselines are; default: Results/Baselines.", valueName: "folder"))
  var baselines: String?

  func run() throws {
    let source = ResultSource(baselines: BaselineCommand.folder(baselines))
    let metrics = try self.metrics.map { name in
      do { return try Metric(named: name) } catch { throw Complaint("--metric \(error)") }
    }
    var objections: [String] = []
    for (old, new) in try pairs(source) {
      let comparison = Comparison(
        old: old,
        new: new,
        metrics: metrics.isEmpty ? Comparison.usual : metrics
      )
      if let metric = comparison.missing(of: metrics).first, let run = (old.runs + new.runs).first {
        throw Complaint(
          "--metric \(metric.name) is in none of these runs: \(metric.absence(in: run.result))"
        )
      }
      objections += comparison.objections
      if comparison.objections.isEmpty || force { try tell(comparison) }
    }
    guard let first = objections.first, !force else { return }
    for objection in objections { StandardError.say("not comparable: \(objection)") }
    let more = objections.count > 1 ? ", and \(objections.count - 1) more" : ""
    StepSummary.current.annotate(.warning, "not comparable: \(first)\(more)")
    throw Failure(
      "the results are not comparable: \(first)\(more); --force compares them nevertheless",
      exitCode: .inconclusive
    )
  }

  private func tell(_ comparison: Comparison) throws {
    switch format {
    case .text: StandardOutput.say(comparison.text)
    case .markdown: StandardOutput.say(comparison.markdown)
    case .json: StandardOutput.say(try JSONText.text(comparison))
    }
    try StepSummary.current.add(comparison.markdown)
  }

  private typealias Side = (name: String, runs: [NamedResult])

  private func pairs(_ source: ResultSource) throws -> [(old: Side, new: Side)] {
    let side = { (words: [String]) -> Side in
      let name = words.count == 1 ? words[0] : "\(words[0]) and \(words.count - 1) more"
      return (name, try words.flatMap { try source.results($0) })
    }
    if !old.isEmpty || !new.isEmpty {
      guard sides.isEmpty, !old.isEmpty, !new.isEmpty else {
        throw Complaint("compare needs both --old and --new, and no other results beside them")
      }
      return [(try side(old), try side(new))]
    }
    guard sides.count >= 2 else {
      throw Complaint("compare needs two results; give the old one and the new one")
    }
    let first = try side([sides[0]])
    return try sides.dropFirst().map { (first, try side([$0])) }
  }
}
