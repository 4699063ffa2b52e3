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
    let folder = try folder(startedAt)
    let gate = try GateRun(question)
    say("build: \(Environment.currentBuild)", unless: Environment.currentBuild == "release")
    try gate.findRate()
    announce(gate, question)
    var failure: String?
    var interruption: String?
    while failure == nil, interruption == nil {
      let played = gate.rounds.count
      let reason = try gate.playRound()
      if let reason {
        if reason.hasPrefix("It failed") { failure = reason } else { interruption = reason }
      }
      guard gate.rounds.count > played, let last = gate.rounds.last else { continue }
      try keep(gate.rounds, in: folder)
      tell(last, gate, question.rules)
      let metrics = GateMetrics(gate.rounds).differences
      let verdict = GateVerdict(metrics, rounds: gate.rounds.count, by: question.rules)
      if verdict.answer != nil { break }
    }
    let document = try document(gate, question, startedAt, failure)
    try finish(document, folder, interruption)
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

  private func folder(_ startedAt: Date) throws -> RunFolder {
    do {
      if let output { return try RunFolder(path: output) }
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
      return "\(metric.name) \(change.isFinite ? Figure.change(exp(change) - 1) : "–")"
    }
    let look = rules.looks.first { $0 > round.number }
    let left = look.map {
      ", \(gate.estimate(rounds: $0 - round.number).wholeSeconds) to the next look"
    }
    say(
      "round \(round.number) of \(rules.mostRounds): "
        + "\(changes.joined(separator: ", "))\(left ?? "")"
    )
  }

  private func keep(_ rounds: [GateRound], in folder: RunFolder) throws {
    let lines = try rounds.map { try JSONText.text($0, pretty: false) }
    try folder.write(lines.joined(), as: "rounds.jsonl")
  }

  private func document(
    _ gate: GateRun,
    _ question: GateRun.Question,
    _ startedAt: Date,
    _ failure: String?
  ) throws -> GateDocument {
    var restarts = true
    if case .target = question.baseline { restarts = false }
    return GateDocument(
      scenario: .string(question.scenario.name),
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
      failure: failure
    )
  }

  private func finish(
    _ document: GateDocument,
    _ folder: RunFolder,
    _ interruption: String?
  ) throws {
    let text = try JSONText.text(document)
    StandardOutput.say(json ? text : document.text)
    try folder.write(text, as: "gate.json")
    try folder.write(document.text, as: "gate.txt")
    try folder.write(document.markdown, as: "gate.md")
    say("written to \(folder.path)")
    let summary = StepSummary.current
    try summary.add(document.markdown)
    let reason = interruption ?? document.reasons.first ?? "see the report."
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
