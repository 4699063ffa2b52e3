internal import Scenarios
internal import Statistics
internal import Timing

extension Summary {
  init(_ recording: Recording, usage: Usage) {
    let isOpen = !recording.isClosedLoop
    let duration = recording.measured.inSeconds
    let rate = { (count: UInt64) in duration > 0 ? Double(count) / duration : 0 }
    // CPU time was spent on all calls that ended while measuring, not on those that were measured.
    let calls = Double(recording.completedInWindow + recording.failedCalls)
    let perCall = { (seconds: Double) in calls > 0 ? seconds * 1e6 / calls : 0 }
    let messages = Double(recording.traffic.messagesSent + recording.traffic.messagesReceived)
    let perMessage = { (seconds: Double) in messages > 0 ? seconds * 1e6 / messages : 0 }
    loop = isOpen ? .open : .closed
    self.calls = recording.started
    ok = recording.okCalls
    failed = recording.failedCalls
    unfinished = recording.unfinishedCalls
    cancelled = recording.cancelledAsPlanned
    unmeasured = recording.outside.all
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
    messagesSentPerSecond = rate(messagesSent)
    messagesReceivedPerSecond = rate(messagesReceived)
    bytesSentPerSecond = rate(bytesSent)
    bytesReceivedPerSecond = rate(bytesReceived)
    connections = Connections(
      recording.connections,
      openingSeconds: usage.openingSeconds,
      outageSeconds: usage.outageSeconds
    )
    clientCPUPerCall = perCall(usage.clientUserSeconds + usage.clientSystemSeconds)
    clientCPUPerMessage = perMessage(usage.clientUserSeconds + usage.clientSystemSeconds)
    clientCPUUserPerCall = perCall(usage.clientUserSeconds)
    clientCPUSystemPerCall = perCall(usage.clientSystemSeconds)
    clientPeakRSS = usage.clientPeakRSS
    offered = isOpen ? recording.started : nil
    offeredPerSecond = isOpen ? rate(recording.started) : nil
    achievedPerSecondCI95 = RateInterval.completed(of: recording).map { [$0.lower, $0.upper] }
    serverCPUPerCall = usage.serverSeconds.map(perCall)
    serverCPUPerMessage = usage.serverSeconds.map(perMessage)
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
