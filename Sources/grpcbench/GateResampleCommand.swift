import ArgumentParser
import Foundation
import Gate
import Scenarios

/// `grpcbench gate resample`: how often a gate would say what, by rounds that were recorded.
struct GateResampleCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resample",
    abstract: "Draw gates from recorded rounds, and say how often they answer what.",
    usage: "grpcbench gate resample <folder> ... [<options>]",
    discussion: """
      The rounds of all folders are taken together. A gate that is to go on without an early \
      answer has one late look; one that was stopped can be drawn from too.

        grpcbench gate --baseline-build a --candidate-build a --looks 96 --output same
        grpcbench gate resample same --flip-signs
      """
  )

  @Argument(help: .init("The folder of a gate, or its rounds.jsonl.", valueName: "folder"))
  var folders: [String]

  @Option("How many gates are drawn.", "count")
  var gates = "10000"

  @Option("What the draws follow from.", "number")
  var seed = "1"

  @Flag(
    help: """
      Exchange the sides of each round by a coin: of servers that are alike, all that fail are \
      false alarms.
      """
  )
  var flipSigns = false

  @OptionGroup(title: "The rules")
  var rules: GateRuleOptions

  @Flag(help: "The figures as JSON.")
  var json = false

  func run() throws {
    let rules = try rules.rules()
    let count = try Entry(gates, subject: "--gates").whole(in: 1...GateResampling.most)
    let seed: UInt64 = try Entry(seed, subject: "--seed").whole(in: 0...Limits.seed)
    let recordings = try folders.map { folder throws(Complaint) in try GateRecording(folder) }
    let resampling = GateResampling(
      recordings.map(\.rounds),
      search: recordings.compactMap(\.search).max(),
      by: rules,
      gates: count,
      seed: seed,
      flipsSigns: flipSigns
    )
    StandardOutput.say(json ? try JSONText.text(resampling) : resampling.text)
  }
}

/// The rounds that a gate has written down, whether it came to its end or not.
struct GateRecording {
  static let roundsName = "rounds.jsonl"

  let rounds: [GateRound]

  /// How long its search for a rate took, in nanoseconds; nil if it had none or was broken off.
  let search: Int64?

  /// Reads the folder of a gate, or its rounds.
  init(_ place: String) throws(Complaint) {
    let isFolder = URL(filePath: place, directoryHint: .checkFileSystem).hasDirectoryPath
    let path = isFolder ? "\(place)/\(Self.roundsName)" : place
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw Complaint(
        "\(path) cannot be read: \(error.localizedDescription); give the folder of a gate"
      )
    }
    var rounds: [GateRound] = []
    for (index, line) in text.split(separator: "\n").enumerated() {
      do {
        rounds.append(try JSONDecoder().decode(GateRound.self, from: Data(line.utf8)))
      } catch {
        throw Complaint("\(path): line \(index + 1) is no round of a gate")
      }
    }
    guard !rounds.isEmpty else { throw Complaint("\(path) has no rounds") }
    self.rounds = rounds
    // A gate that was broken off has rounds alone.
    let document = FileManager.default.contents(atPath: "\(place)/gate.json")
    search = document.flatMap {
      try? JSONDecoder().decode(GateDocument.self, from: $0).duet.search
    }
  }
}
