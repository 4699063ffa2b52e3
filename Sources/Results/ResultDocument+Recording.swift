public import Foundation
public import Scenarios
public import Statistics
internal import Timing

extension ResultDocument {
  /// The document of a finished run.
  ///
  /// - Parameters:
  ///   - recording: What all workers measured, merged.
  ///   - calls: The same for each kind of call of the plan, in the plan's order.
  ///   - targets: The same for each target of the plan, in the plan's order.
  ///   - scenario: The resolved scenario; it must encode to a JSON object.
  ///   - seed: The seed of the schedule, from which the intervals' resampling is seeded too.
  ///   - startedAt: When measuring started.
  ///   - environment: Where it ran.
  ///   - usage: What it took while measuring.
  ///   - busyShares: The share of the measured window in which each event loop was not asleep.
  ///   - stealShare: The share of CPU time given to other machines, if it is known.
  ///   - peerSettings: The server's settings on the first connection; nil if none stood.
  ///   - counters: What the server has counted in the whole run; nil if it does not say.
  ///   - lostCounters: The server has counters, and when they could not be read.
  ///   - failIf: The thresholds of the plan.
  ///   - endedEarly: Why the run was ended before its time; nil if it was not.
  /// - Throws: What the scenario's encoding throws.
  public init(
    _ recording: Recording,
    calls: [CallRecording] = [],
    targets: [TargetRecording] = [],
    scenario: some Encodable,
    seed: UInt64,
    startedAt: Date,
    environment: Environment,
    usage: Usage,
    busyShares: [Double],
    stealShare: Double?,
    peerSettings: PeerSettings? = nil,
    counters: ServerCounters? = nil,
    lostCounters: ServerCounters.Loss? = nil,
    failIf: [FailCondition] = [],
    endedEarly: String? = nil
  ) throws {
    let isOpen = !recording.isClosedLoop
    schema = Self.schema
    self.scenario = try JSONValue(encoding: scenario)
    self.seed = seed
    self.startedAt = startedAt.formatted(.iso8601)
    self.environment = environment
    summary = Summary(recording, usage: usage)
    latency = Latencies(recording, seed: seed)
    responseSum = recording.responseSum.total.count
    self.calls = calls.map { CallSummary($0, seed: seed) }
    self.targets = targets.map { TargetSummary($0, seed: seed) }
    histograms = Histograms(recording)
    intervals = recording.intervals.map { IntervalSummary($0) }
    // What they say is read from the rest.
    thresholds = []
    let report = counters.map { ServerReport($0, calls, replayed: recording.connections.replayed) }
    validity = Validity(
      Evidence(
        recording,
        busyShares: busyShares,
        stealShare: stealShare,
        outageShare: usage.outageSeconds / max(recording.measured.inSeconds, 1e-9),
        isDebugBuild: environment.build == "debug",
        serverDisagreement: lostCounters.map(ServerCheck.lost) ?? report?.disagreement
      )
    )
    sendLag = isOpen ? LatencySummary(recording.sendLag) : nil
    let hasWaited = recording.slotWait.count > 0
    slotWait = isOpen || hasWaited ? LatencySummary(recording.slotWait) : nil
    phases = PhaseSummaries(recording)
    self.peerSettings = peerSettings
    server = report
    self.endedEarly = endedEarly
    thresholds = failIf.map { ThresholdOutcome($0, in: self) }
  }
}
