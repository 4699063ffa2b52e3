import Bytes
import Foundation
import Ladder
import Load
import Reports
import Results
import Scenarios
import Statistics
import Timing
import Transport

/// A ladder that is being played: slice after slice, each into the journal.
final class LadderRun {
  private let file: JournalFile
  private let design: Design
  private let isQuiet: Bool
  private let isJSON: Bool
  private let progress: LadderProgress
  /// The server of the round; each round has one of its own, because each start settles at figures
  /// of its own.
  private var server: (round: Int, own: OwnServer)?

  init(_ file: JournalFile, isQuiet: Bool, isJSON: Bool) {
    self.file = file
    self.isQuiet = isQuiet
    self.isJSON = isJSON
    design = file.journal.head.design
    progress = LadderProgress(design, isQuiet: isQuiet)
  }

  /// Plays what is left, then tells the whole.
  ///
  /// - Throws: A `Failure` when a slice cannot be played, or an answer was wrong.
  func perform() throws {
    Signals.capture()
    Memory.keep()
    announce()
    let isWhole: Bool
    do {
      defer {
        progress.end()
        endServer()
      }
      isWhole = try play()
    } catch let failure as JournalFailure {
      throw Failure("ladder: \(failure)")
    }
    guard isWhole else {
      StandardError.say(
        "stopped after \(file.journal.entries.count) of \(design.slices.count) slices; go on with "
          + "grpcbench ladder --resume \(folder)"
      )
      return
    }
    try LadderTelling(folder: folder, isQuiet: isQuiet, isJSON: isJSON).tell(file.journal)
    try checkWire()
  }

  /// A cell whose bytes are not those of the count by hand does other work than it says.
  private func checkWire() throws(Failure) {
    for found in Findings(file.journal).payloads {
      for row in found.wire where row.isEqual != true {
        let what = "ladder: \(row.cell.name), \(found.payload): "
        guard row.isEqual == false else {
          StandardError.say("\(what)no proof was whole, so that its bytes were not counted")
          continue
        }
        throw Failure("\(what)the bytes of a call are not those of the count by hand")
      }
    }
  }

  private var folder: String {
    URL(filePath: file.path).deletingLastPathComponent().path
  }

  /// Says what is to come, and how long it will take.
  private func announce() {
    guard !isQuiet else { return }
    if Environment.currentBuild == "debug" {
      StandardError.say(
        "build: debug (numbers of a debug build are not for comparison; use make build)"
      )
    }
    if design.rounds < design.fewestRounds {
      StandardError.say(
        "ladder: \(design.rounds) rounds cannot show whether the carriers differ; give at least "
          + "--rounds \(design.fewestRounds) for that"
      )
    }
    let played = file.journal.entries.count
    let left = LadderProgress.spoken(design.length(from: played))
    let payloads = design.payloads.map(\.rawValue).joined(separator: ", ")
    let what = "\(payloads): \(design.rounds) rounds of six cells, "
    let start = played == 0 ? "" : "\(played) of \(design.slices.count) slices are there; "
    StandardError.say(
      "\(what)\(start)about \(left) to go; Ctrl-C stops it, and --resume \(folder) goes on"
    )
  }

  /// - Returns: Whether all was played, and nobody wanted it to stop.
  private func play() throws -> Bool {
    for slice in design.slices.dropFirst(file.journal.entries.count) {
      if Signals.wait(atMost: .zero) { return false }
      progress.tell(slice)
      guard let finding = try finding(of: slice) else { return false }
      try file.add(Journal.Entry(slice, finding))
    }
    return true
  }

  /// What a slice finds; nil if it was stopped before its end.
  private func finding(of slice: Slice) throws -> Journal.Finding? {
    if case .codec(let encoding) = slice.work {
      return .codec(try Self.cost(slice.payload, encoding, design.slice))
    }
    var outcome = try load(slice)
    for _ in 1..<Design.attempts where outcome.map({ slice.wantsAnother($0) }) == true {
      outcome = try load(slice)
    }
    guard outcome?.calls != 0 else {
      throw Failure(
        "ladder: \(slice.title): no call fell into the slice, and not for want of trying; give a "
          + "longer --slice"
      )
    }
    return outcome.map { .calls($0) }
  }

  private func load(_ slice: Slice) throws -> SliceOutcome? {
    let rates = Rates(of: slice.payload, in: file.journal)
    guard let plan = try design.plan(of: slice, rates) else { return nil }
    try Descriptors.makeRoom(for: plan)
    let server = try server(of: slice)
    do {
      let dial = try Dial(plan, server)
      let generator = try LoadGenerator(
        plan,
        dial.routes.map(\.destination),
        serverProcess: server.processID
      )
      let outcome = try generator.run { _ in }
      guard !outcome.wasInterrupted else { return nil }
      try check(slice, plan, outcome.recording)
      return SliceOutcome(outcome, plan)
    } catch let error as LoadError {
      guard !error.isStop else { return nil }
      throw Failure("ladder: \(slice.title): \(error)")
    } catch let error as SystemError {
      throw Failure("ladder: \(slice.title): \(error)")
    }
  }

  /// A slice in which calls fail, or an answer is wrong, ends the ladder: its cell does other work.
  private func check(_ slice: Slice, _ plan: Plan, _ recording: Recording) throws(Failure) {
    let most = recording.failures.entries.max { $0.count < $1.count }
    let example = most.map { "; most frequent: \($0.message)" } ?? ""
    guard recording.wrongAnswers == 0 else {
      throw Failure(
        "ladder: \(slice.title): \(recording.wrongAnswers) answers are wrong\(example)"
      )
    }
    guard recording.started > 0 else { return }
    let failed = Double(recording.failedCalls)
    guard failed <= plan.maxFailedShare * Double(recording.started) else {
      throw Failure(
        "ladder: \(slice.title): \(recording.failedCalls) of \(recording.started) calls failed"
          + example
      )
    }
  }

  private func server(of slice: Slice) throws -> OwnServer {
    if let server, server.round == slice.round { return server.own }
    endServer()
    let own = try OwnServer(design.plan.server, usesTLS: false, plant: design.plant)
    server = (slice.round, own)
    return own
  }

  private func endServer() {
    // How much memory it had is not asked here.
    _ = server?.own.stop()
    server = nil
  }
}
