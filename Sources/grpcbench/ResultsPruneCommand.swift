import ArgumentParser
import Foundation
import Results
import Scenarios

/// `grpcbench results prune`: old runs, cleared away.
struct ResultsPruneCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove old runs; without --yes it only says which."
  )

  @OptionGroup var options: RunsOptions

  @Option(
    parsing: .unconditional,
    help: .init("Keep this many, the newest.", valueName: "runs")
  )
  var keep: Int?

  @Option(
    parsing: .unconditional,
    help: .init("Remove only what is older, such as 12h, 30d or 8w.", valueName: "age")
  )
  var olderThan: String?

  @Flag(help: "Remove them.")
  var yes = false

  func run() throws {
    let pruning = try Self.pruning(keep: keep, olderThan: olderThan)
    let all = try options.runs()
    for run in all where !run.isCertain {
      StandardError.say(
        "\(Complaint.shown(run.path)) stays: its result.json cannot be read, so it may be another "
          + "program's"
      )
    }
    let runs = all.filter(\.isCertain)
    let removed = pruning.removed(of: runs, startedAt: \.startedAt, now: Date())
    guard !removed.isEmpty else {
      return StandardError.say("nothing to remove: all \(runs.count) runs stay")
    }
    for run in removed {
      let isGone = yes ? try run.remove() : true
      StandardOutput.say("\(yes ? "removed" : "would remove") \(Complaint.shown(run.path))")
      if !isGone {
        StandardError.say("\(Complaint.shown(run.path)) stays: there is more in it than the run")
      }
    }
    let rest = "\(runs.count - removed.count) of \(runs.count) runs stay"
    StandardError.say(yes ? rest : "\(rest); say --yes to remove the others")
  }

  /// What the options ask for.
  static func pruning(keep: Int?, olderThan: String?) throws(Complaint) -> Pruning {
    guard keep != nil || olderThan != nil else {
      throw Complaint("prune: nothing says which runs go; give --keep 20 or --older-than 30d")
    }
    if let keep, keep < 0 {
      throw Complaint("--keep \(keep) is below zero; give how many runs stay")
    }
    return Pruning(kept: keep, age: try olderThan.map { text throws(Complaint) in try age(text) })
  }

  /// Seconds of an age such as `90m`, `12h`, `30d` or `8w`.
  private static func age(_ text: String) throws(Complaint) -> Double {
    let units: [Character: Double] = ["m": 60, "h": 3_600, "d": 86_400, "w": 604_800]
    guard let unit = text.last.flatMap({ units[$0] }), let count = Double(text.dropLast()),
      count >= 0, count.isFinite, text.dropLast().allSatisfy({ $0.isNumber || $0 == "." })
    else {
      throw Complaint(
        "--older-than \(Complaint.shown(text)) is no age; write a number and m, h, d or w: 30d"
      )
    }
    return count * unit
  }
}
