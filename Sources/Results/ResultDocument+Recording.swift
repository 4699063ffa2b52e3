public import Foundation
public import Statistics
internal import Timing

extension ResultDocument {
  /// The document of a finished run.
  ///
  /// - Parameters:
  ///   - recording: What all workers measured, merged.
  ///   - scenario: The resolved scenario; it must encode to a JSON object.
  ///   - seed: The seed of the schedule, from which the intervals' resampling is seeded too.
  ///   - startedAt: When measuring started.
  ///   - environment: Where it ran.
  ///   - usage: What it took while measuring.
  ///   - busyShares: The share of the measured window in which each event loop was not asleep.
  ///   - stealShare: The share of CPU time given to other machines, if it is known.
  /// - Throws: What the scenario's encoding throws.
  public init(
    _ recording: Recording,
    scenario: some Encodable,
    seed: UInt64,
    startedAt: Date,
    environment: Environment,
    usage: Usage,
    busyShares: [Double],
    stealShare: Double?
  ) throws {
    let isOpen = !recording.isClosedLoop
    let quantiles = Percentile.allCases.map(\.quantile)
    let response = LatencySummary(
      recording.response,
      intervals: QuantileInterval.response(of: recording, quantiles: quantiles, seed: seed)
    )
    schema = Self.schema
    self.scenario = try JSONValue(encoding: scenario)
    self.seed = seed
    self.startedAt = startedAt.formatted(.iso8601)
    self.environment = environment
    summary = Summary(recording, usage: usage)
    latency = Latencies(
      response: response,
      service: isOpen ? LatencySummary(ranked: recording.service) : response,
      firstMessage: nil,
      failed: LatencySummary(ranked: recording.failed)
    )
    histograms = Histograms(
      response: recording.response.base64,
      service: isOpen ? recording.service.base64 : nil,
      failed: recording.failed.base64
    )
    intervals = recording.intervals.map { IntervalSummary($0) }
    validity = Validity(
      Evidence(
        recording,
        busyShares: busyShares,
        stealShare: stealShare,
        outageShare: usage.outageSeconds / max(recording.measured.inSeconds, 1e-9),
        isDebugBuild: environment.build == "debug"
      )
    )
    sendLag = isOpen ? LatencySummary(recording.sendLag) : nil
    let hasWaited = recording.slotWait.count > 0
    slotWait = isOpen || hasWaited ? LatencySummary(recording.slotWait) : nil
  }
}

extension LatencySummary {
  /// The summary with intervals by order statistics, for what is not kept by the second.
  fileprivate init(ranked histogram: LatencyHistogram) {
    let intervals = Percentile.allCases.compactMap {
      QuantileInterval.orderStatistics(of: histogram, quantile: $0.quantile)
    }
    self.init(histogram, intervals: intervals)
  }
}

extension Summary {
  init(_ recording: Recording, usage: Usage) {
    let isOpen = !recording.isClosedLoop
    let duration = recording.measured.inSeconds
    let rate = { (calls: UInt64) in duration > 0 ? Double(calls) / duration : 0 }
    // CPU time was spent on all calls that ended while measuring, not on those that were measured.
    let calls = Double(recording.completedInWindow + recording.failedCalls)
    let perCall = { (seconds: Double) in calls > 0 ? seconds * 1e6 / calls : 0 }
    loop = isOpen ? .open : .closed
    self.calls = recording.started
    ok = recording.okCalls
    failed = recording.failedCalls
    unfinished = recording.unfinishedCalls
    status = [:]
    for (code, count) in recording.statuses.enumerated() where count > 0 {
      status[StatusName.all[code]] = count
    }
    failures = Self.failures(recording.failures)
    durationSeconds = duration
    achievedPerSecond = rate(recording.completedInWindow)
    messagesSent = recording.traffic.messagesSent
    messagesReceived = recording.traffic.messagesReceived
    bytesSent = recording.traffic.bytesSent
    bytesReceived = recording.traffic.bytesReceived
    connections = Connections(
      opened: recording.connections.opened,
      lost: recording.connections.lost,
      goaways: recording.connections.goaways,
      reconnects: recording.connections.reconnects,
      outageSeconds: usage.outageSeconds
    )
    clientCPUPerCall = perCall(usage.clientUserSeconds + usage.clientSystemSeconds)
    clientCPUUserPerCall = perCall(usage.clientUserSeconds)
    clientCPUSystemPerCall = perCall(usage.clientSystemSeconds)
    clientPeakRSS = usage.clientPeakRSS
    offered = isOpen ? recording.started : nil
    offeredPerSecond = isOpen ? rate(recording.started) : nil
    achievedPerSecondCI95 = RateInterval.completed(of: recording).map { [$0.lower, $0.upper] }
    serverCPUPerCall = usage.serverSeconds.map(perCall)
    serverPeakRSS = usage.serverPeakRSS
  }

  private static func failures(_ table: FailureTable) -> [Failure] {
    let kept = table.mostFrequentFirst.prefix(FailureTable.limit)
    let rest = table.total - kept.reduce(0) { $0 + $1.count }
    let failures = kept.map {
      Failure(status: StatusName.name(of: $0.status), message: $0.message, count: $0.count)
    }
    guard rest > 0 else { return failures }
    return failures + [Failure(status: "OTHER", message: "failures of other kinds", count: rest)]
  }
}
