import Foundation
import HTTP2
import Load
import Reports
import Results
import Scenarios
import Statistics
import Timing
import Transport

/// A plan carried out: the load, its result, and the telling of it.
enum Run {
  /// Where the answer goes and how strict it is.
  struct Options: Equatable {
    /// The folder for the result's files; nothing for one named by scenario and time.
    var outputFolder: String?
    var isQuiet = false
    /// Whether standard output carries the result document and nothing else.
    var isJSON = false
    /// Whether an invalid measurement is also an exit code.
    var isStrict = false
  }

  /// Runs the plan and tells its result.
  ///
  /// - Throws: A `Failure` also after the telling, when the run has failed by its own figures.
  static func perform(plan: Plan, options: Options) throws {
    if Environment.currentBuild == "debug", !options.isQuiet {
      StandardError.say(
        "build: debug (numbers of a debug build are not for comparison; "
          + "use make run or swift run -c release)"
      )
    }
    Signals.capture()
    Memory.keep()
    try Descriptors.makeRoom(for: plan)
    let startedAt = Date()
    let telling = try Telling(plan, startedAt, options)
    let document: ResultDocument
    let outcome: LoadOutcome
    do {
      let server =
        plan.measuresOwnServer ? try OwnServer(plan.server, usesTLS: plan.tls != nil) : nil
      let dial = try Dial(plan, server)
      if !options.isQuiet { dial.notes.forEach(StandardError.say) }
      // However the load ends, the server is stopped: by us, or with the last reference to it.
      let abort = AbortWatch(plan)
      outcome = try load(plan, dial, server, options, abort)
      document = try self.document(plan, outcome, dial, startedAt, server?.stop(), abort.reason)
    } catch {
      telling.withdraw()
      throw error
    }
    if let reason = document.endedEarly {
      StandardError.say("ended after \(outcome.recording.measured) of \(plan.duration): \(reason)")
    } else if outcome.wasInterrupted {
      StandardError.say(
        "stopped after \(outcome.recording.measured) of \(plan.duration); "
          + "the result is of what was measured"
      )
    }
    try telling.tell(document)
    let failure = Failure(
      of: document,
      plan,
      finalOutage: outcome.finalOutage,
      isStrict: options.isStrict
    )
    let summary = StepSummary.current
    try summary.add(try ReportFormat.markdown.report(document))
    guard let failure else { return }
    summary.annotate(.error, failure.description)
    throw failure
  }

  private static func load(
    _ plan: Plan,
    _ dial: Dial,
    _ server: OwnServer?,
    _ options: Options,
    _ abort: AbortWatch
  ) throws -> LoadOutcome {
    let progress = ProgressLine(plan, isQuiet: options.isQuiet)
    defer { progress.end() }
    do {
      let generator = try LoadGenerator(
        plan,
        dial.routes.map(\.destination),
        serverProcess: server?.processID
      )
      return try generator.run(isHopeless: { abort.reason != nil }) {
        progress.tell($0)
        if $0.phase == .measuring, let second = $0.last { abort.see(second) }
      }
    } catch let error as LoadError {
      throw Failure("scenario \(plan.name): \(error)")
    } catch let error as SystemError {
      throw Failure("scenario \(plan.name): \(error)")
    }
  }

  private static func document(
    _ plan: Plan,
    _ outcome: LoadOutcome,
    _ dial: Dial,
    _ startedAt: Date,
    _ serverMemory: Int?,
    _ endedEarly: String?
  ) throws -> ResultDocument {
    var usage = Results.Usage(
      clientUserSeconds: outcome.clientUser.inSeconds,
      clientSystemSeconds: outcome.clientSystem.inSeconds,
      clientPeakRSS: UInt64(outcome.peakMemory)
    )
    usage.openingSeconds = outcome.opening.inSeconds
    usage.outageSeconds = outcome.outage.inSeconds
    usage.serverSeconds = outcome.server?.inSeconds
    usage.serverPeakRSS = serverMemory.map(UInt64.init)
    return try ResultDocument(
      outcome.recording,
      calls: zip(plan.calls, outcome.kinds).map { CallRecording($0, $1) },
      targets: dial.recordings(plan, outcome.targets),
      scenario: plan,
      seed: plan.seed,
      startedAt: startedAt,
      environment: .current,
      usage: usage,
      busyShares: outcome.busyShares,
      stealShare: outcome.stealShare,
      peerSettings: outcome.peer.map { PeerSettings($0) },
      counters: outcome.counters,
      lostCounters: outcome.lostCounters,
      failIf: plan.failIf,
      endedEarly: endedEarly
    )
  }
}

extension PeerSettings {
  init(_ settings: Settings) {
    self.init(
      initialWindowSize: settings.initialWindowSize,
      maxFrameSize: settings.maxFrameSize,
      headerTableSize: settings.headerTableSize,
      maxConcurrentStreams: settings.maxConcurrentStreams,
      maxHeaderListSize: settings.maxHeaderListSize
    )
  }
}
