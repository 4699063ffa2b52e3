import ArgumentParser
import Foundation
import Gate
import Load
import Results
import Scenarios
import Timing
import Transport

/// `grpcbench gate`: whether the candidate is worse than the baseline, on a machine with noise.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Say whether one server is worse than another: PASS, FAIL or INCONCLUSIVE.",
    usage: GatePlayCommand.usage + "\ngrpcbench gate resample <folder> ... [<options>]",
    discussion: """
      Both servers are started anew for each round and loaded in turns, in short slices whose \
      order is drawn. All parameters: grpcbench gate play --help
      """,
    subcommands: [GatePlayCommand.self, GateResampleCommand.self],
    defaultSubcommand: GatePlayCommand.self
  )
}

/// `grpcbench gate` itself: plays a gate until it has an answer.
struct GatePlayCommand: ParsableCommand {
  static let usage = """
    grpcbench gate --baseline-command <command> --candidate-command <command> [<options>]
    grpcbench gate --baseline-build <path> --candidate-build <path> [<options>]
    grpcbench gate --baseline <host:port> --candidate <host:port> [<options>]
    """

  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play a gate; what is done without a subcommand.",
    usage: usage
  )

  @Option(
    parsing: .unconditional,
    help: .init("A name from `grpcbench scenarios`, or a file.", valueName: "name|file")
  )
  var scenario = "unary"

  @OptionGroup(title: "The sides")
  var sides: GateSideOptions

  @OptionGroup(title: "The rules")
  var rules: GateRuleOptions

  @OptionGroup(title: "The rounds")
  var play: GatePlayOptions

  @Option(help: .init("Folder for the gate's files.", valueName: "folder"))
  var output: String?

  @Flag(help: "Say nothing while it runs.")
  var quiet = false

  @Flag(help: "The gate's document alone on standard output.")
  var json = false

  func run() throws {
    let question = try question()
    if let output { try OutputFolder.check(output) }
    Signals.capture()
    Memory.keep()
    let startedAt = Date()
    let gate = try GateRun(question)
    gate.note = { say($0) }
    let folder = try folder(startedAt)
    say(
      "build: debug (a gate of a debug build cannot say PASS)",
      unless: Environment.currentBuild == "release"
    )
    let end: GateRun.RoundEnd
    do {
      try gate.findRate()
      announce(gate, question)
      end = try playRounds(gate, question.rules, folder)
    } catch {
      folder.removeIfEmpty()
      throw error
    }
    try finish(try document(gate, question, startedAt, end), folder, end)
  }

  /// Plays rounds until the rules answer, or something else ends the gate.
  private func playRounds(
    _ gate: GateRun,
    _ rules: GateRules,
    _ folder: RunFolder
  ) throws -> GateRun.RoundEnd {
    while true {
      let played = gate.rounds.count
      let end = try gate.playRound()
      if let last = gate.rounds.last, gate.rounds.count > played {
        try keep(gate.rounds, in: folder)
        tell(last, gate, rules)
      }
      guard end == .played, GateVerdict(gate.rounds, by: rules).answer == nil else { return end }
    }
  }

  private func question() throws -> GateRun.Question {
    let (baseline, candidate) = try sides.sides()
    let seed: UInt64 =
      try play.seed.map { try Entry($0, subject: "--seed").whole(in: 0...Limits.seed) }
      ?? UInt64(Date().timeIntervalSince1970)
    let times = try play.times(seed: seed)
    let share = try GateRuleOptions.share(play.share, "--share")
    guard share > 0, share < 1 else {
      throw Complaint("--share \(play.share) is no load to compare at; give 10% to 80%")
    }
    return GateRun.Question(
      scenario: try ScenarioLibrary.current().scenario(scenario),
      baseline: baseline,
      candidate: candidate,
      rate: try play.rate.map { try Entry($0, subject: "--rate").rate().callsPerSecond },
      share: share,
      round: times.round,
      warmup: times.warmup,
      slices: times.slices,
      rules: try rules.rules(),
      isPinned: !play.noPin
    )
  }

  private static let files = ["gate.json", "gate.txt", "gate.md", "rounds.jsonl"]

  private func folder(_ startedAt: Date) throws -> RunFolder {
    do {
      if let output {
        let folder = try RunFolder(path: output)
        // What an earlier gate answered is not this one's.
        for name in Self.files { try? FileManager.default.removeItem(atPath: "\(output)/\(name)") }
        return folder
      }
      return try RunFolder(
        base: "\(Telling.base)/\(Telling.runs)",
        scenario: "gate",
        startedAt: startedAt
      )
    } catch let failure as ResultFailure {
      throw Complaint("\(failure)")
    }
  }

  private func say(_ line: String, unless isUnneeded: Bool = false) {
    if !quiet, !isUnneeded { StandardError.say(line) }
  }

  private func announce(_ gate: GateRun, _ question: GateRun.Question) {
    let rate =
      gate.capacity.map {
        "\(Figure.rate(gate.rate)), \(Figure.share(question.share)) of the \(Figure.rate($0)) "
          + "that the "
          + "baseline can do"
      } ?? Figure.rate(gate.rate)
    say("gate at \(rate)")
    let looks = question.rules.looks.map {
      "\($0) rounds take \(gate.estimate(rounds: $0).wholeSeconds)"
    }
    say("it may answer early: \(looks.joined(separator: ", "))")
  }

  /// One line for each round, with the time until the next look.
  private func tell(_ round: GateRound, _ gate: GateRun, _ rules: GateRules) {
    let changes = GateMetrics([round]).differences.map { metric in
      let change = metric.differences[0]
      let isShare = metric.name == GateMetric.failed.rawValue
      let shown = Figure.change(isShare ? change : exp(change) - 1)
      return "\(metric.name) \(change.isFinite ? shown : "–")"
    }
    let look = rules.looks.first { $0 > round.number }
    let left = look.map {
      ", \(gate.estimate(rounds: $0 - round.number).wholeSeconds) to the next look"
    }
    say(
      "round \(round.number) of \(rules.mostRounds): "
        + "\(changes.joined(separator: ", "))\(left ?? "")"
    )
    if let flaw = round.flaw { say("round \(round.number): \(flaw)") }
  }

  private func keep(_ rounds: [GateRound], in folder: RunFolder) throws {
    let lines = try rounds.map { try JSONText.text($0, pretty: false) }
    try folder.write(lines.joined(), as: "rounds.jsonl")
  }

  private func document(
    _ gate: GateRun,
    _ question: GateRun.Question,
    _ startedAt: Date,
    _ end: GateRun.RoundEnd
  ) throws -> GateDocument {
    var restarts = true
    if case .target = question.baseline { restarts = false }
    var (failure, trouble): (String?, String?)
    switch end {
    case .played: break
    case .failed(let reason): failure = reason
    case .refused(let reason): trouble = "It could not go on: \(reason)."
    case .interrupted: trouble = "It was interrupted in round \(gate.rounds.count + 1)."
    }
    return GateDocument(
      scenario: try JSONValue(encoding: gate.plan),
      baseline: question.baseline.name,
      candidate: question.candidate.name,
      startedAt: startedAt.formatted(.iso8601),
      environment: .current,
      rules: question.rules,
      duet: GateDocument.Duet(
        slice: question.slices.length.count,
        dropped: question.slices.dropped.count,
        warmup: question.warmup.count,
        round: question.round.count,
        rate: gate.rate,
        capacity: gate.capacity,
        restarts: restarts,
        isPinned: gate.isPinned,
        seed: question.slices.seed,
        search: gate.search?.count
      ),
      rounds: gate.rounds,
      failure: failure,
      trouble: trouble
    )
  }

  private func finish(
    _ document: GateDocument,
    _ folder: RunFolder,
    _ end: GateRun.RoundEnd
  ) throws {
    let text = try JSONText.text(document)
    StandardOutput.say(json ? text : document.text)
    try folder.write(text, as: "gate.json")
    try folder.write(document.text, as: "gate.txt")
    try folder.write(document.markdown, as: "gate.md")
    say("written to \(folder.path)")
    let summary = StepSummary.current
    try summary.add(document.markdown)
    let reason = document.reasons.first ?? "see the report."
    if case .refused(let line) = end {
      summary.annotate(.error, "gate: \(line)")
      throw Failure("gate: \(line)")
    }
    switch document.answer {
    case .pass: return
    case .fail:
      summary.annotate(.error, "gate: FAIL: \(reason)")
      throw Failure("gate: FAIL: \(reason)", exitCode: .regressed)
    case .inconclusive:
      summary.annotate(.warning, "gate: INCONCLUSIVE: \(reason)")
      throw Failure("gate: INCONCLUSIVE: \(reason)", exitCode: .inconclusive)
    }
  }
}

extension Nanoseconds {
  /// `3 min 20 s`, for people who wait.
  fileprivate var wholeSeconds: String {
    let seconds = (count + 999_999_999) / 1_000_000_000
    return seconds < 60 ? "\(seconds) s" : "\(seconds / 60) min \(seconds % 60) s"
  }
}
