import ArgumentParser
import Gate
import Load
import Scenarios
import Timing

/// The sides of a gate, as options.
struct GateSideOptions: ParsableArguments {
  @Option(help: .init("A server that runs.", valueName: "host:port"))
  var baseline: String?

  @Option(help: .init("Another, which may be worse.", valueName: "host:port"))
  var candidate: String?

  @Option(
    help: .init("How to start the baseline; {port} stands for its port.", valueName: "command")
  )
  var baselineCommand: String?

  @Option(help: .init("How to start the candidate.", valueName: "command"))
  var candidateCommand: String?

  @Option(help: .init("A grpcbench whose reference server is the baseline.", valueName: "path"))
  var baselineBuild: String?

  @Option(help: .init("A grpcbench whose reference server is the candidate.", valueName: "path"))
  var candidateBuild: String?

  func sides() throws(Complaint) -> (baseline: GateSide, candidate: GateSide) {
    let old = try GateSide(
      "baseline",
      target: baseline,
      command: baselineCommand,
      build: baselineBuild
    )
    let new = try GateSide(
      "candidate",
      target: candidate,
      command: candidateCommand,
      build: candidateBuild
    )
    let run = [old, new].count { if case .target = $0 { true } else { false } }
    guard run != 1 else {
      throw Complaint(
        "one side runs already and the other is to be started; start both, or have both started"
      )
    }
    return (old, new)
  }
}

/// The rules of a gate, as options.
struct GateRuleOptions: ParsableArguments {
  @Option(help: "After how many rounds it is looked for an answer.")
  var looks = "16,32"

  @Option(help: "A metric is worse only if chance explains it with at most this probability …")
  var significance = "0.0015"

  @Option(help: "… and only if it is shifted by at least this.")
  var leastShift = "2.5%"

  @Option(help: "A metric is fine if its shift is surely below this.")
  var tolerance = "5%"

  @Option(help: "How sure that must be.")
  var confidence = "97.5%"

  func rules() throws(Complaint) -> GateRules {
    var numbers: [Int] = []
    for word in looks.split(separator: ",", omittingEmptySubsequences: false) {
      numbers.append(
        try Entry(String(word), subject: "--looks").whole(in: 1...GateRules.mostRounds)
      )
    }
    let rules = GateRules(
      looks: numbers,
      significance: try Entry(significance, subject: "--significance").number(in: 1e-12...1),
      leastShift: try Self.share(leastShift, "--least-shift"),
      tolerance: try Self.share(tolerance, "--tolerance"),
      confidence: try Self.share(confidence, "--confidence")
    )
    if let flaw = rules.flaw { throw Complaint("the gate's rules \(flaw)") }
    return rules
  }

  static func share(_ text: String, _ option: String) throws(Complaint) -> Double {
    let entry = Entry(text, subject: option)
    guard text.hasSuffix("%") else {
      throw entry.complaint("is no share; give one such as 2.5%")
    }
    return try Entry(String(text.dropLast()), subject: option).number(in: 0...100) / 100
  }
}

/// How a gate is played, as options.
struct GatePlayOptions: ParsableArguments {
  @Option(help: "Measured time of a round.")
  var round = "10s"

  @Option(help: "Time under load before it.")
  var warmup = "1500ms"

  @Option(help: "How long one side is loaded before the other.")
  var slice = "50ms"

  @Option(help: "How much of the beginning of each slice is not counted.")
  var dropped = "3ms"

  @Option(help: "Calls per second; default: a share of what the baseline can do.")
  var rate: String?

  @Option(help: "That share.")
  var share = "40%"

  @Option(help: "What the coins are drawn by; default: from the clock.")
  var seed: String?

  @Flag(help: "Do not give the generator and the servers a processor each.")
  var noPin = false

  /// The slices, and how long they go on.
  func times(
    seed: UInt64
  ) throws(Complaint) -> (slices: SlicePlan, round: Nanoseconds, warmup: Nanoseconds) {
    let slice = try length(self.slice, "--slice")
    let dropped = try Entry(self.dropped, subject: "--dropped").length(zero: true)
    guard dropped < slice else {
      throw Complaint(
        "--dropped \(dropped.exactText) leaves nothing of a slice of \(slice.exactText)"
      )
    }
    let slices = SlicePlan(length: slice, dropped: dropped, seed: seed)
    let round = try length(self.round, "--round")
    guard round.count >= 10 * slices.pair.count else {
      throw Complaint("--round \(round.exactText) is too short; give ten pairs of slices or more")
    }
    let warmup = try Entry(self.warmup, subject: "--warmup").length(zero: true)
    // So that the measured time begins with a pair, as its windows do.
    let pairs = (warmup.count + slices.pair.count - 1) / slices.pair.count
    return (slices, round, Nanoseconds(pairs * slices.pair.count))
  }

  private func length(_ text: String, _ option: String) throws(Complaint) -> Nanoseconds {
    try Entry(text, subject: option).length(zero: false, upTo: .seconds(600))
  }
}
