public import Scenarios
public import Statistics

/// How each metric is read from a result.
extension Metric {
  /// The figure of a result, in the unit of `quantity`; nil if the run has none.
  public func value(in result: ResultDocument, as quantity: Quantity) -> Double? {
    let summary = result.summary
    switch self {
    case .latency(let clock, let figure): return figure.value(of: result.latencies(clock))
    case .calls(let ending):
      return Self.count(summary.count(ending), quantity, of: summary.calls)
    case .status(let name):
      return Self.count(summary.status[name] ?? 0, quantity, of: summary.calls)
    case .offered:
      return quantity == .rate ? summary.offeredPerSecond : summary.offered.map { Double($0) }
    case .achieved:
      guard quantity == .share else { return summary.achievedPerSecond }
      return summary.offeredPerSecond.flatMap { offered in
        offered > 0 ? summary.achievedPerSecond / offered : nil
      }
    case .messages(let way):
      let isSent = way == .sent
      guard quantity == .count else {
        return isSent ? summary.messagesSentPerSecond : summary.messagesReceivedPerSecond
      }
      return Double(isSent ? summary.messagesSent : summary.messagesReceived)
    case .traffic(let way):
      let isSent = way == .sent
      guard quantity == .bytes else {
        return isSent ? summary.bytesSentPerSecond : summary.bytesReceivedPerSecond
      }
      return Double(isSent ? summary.bytesSent : summary.bytesReceived)
    case .cpu(let figure): return summary.microseconds(figure).map { $0 * 1_000 }
    case .memory(.client): return Double(summary.clientPeakRSS)
    case .memory(.server): return summary.serverPeakRSS.map { Double($0) }
    case .connections(let figure): return Double(summary.connections.count(figure))
    case .connecting(let step, let figure):
      return summary.connections.nanoseconds(step, figure).map { Double($0) }
    case .outage:
      let seconds = summary.connections.outageSeconds
      guard quantity == .share else { return seconds * 1e9 }
      return summary.durationSeconds > 0 ? seconds / summary.durationSeconds : nil
    }
  }

  /// Why a run has no figure.
  public func absence(in result: ResultDocument) -> String {
    switch self {
    case .achieved, .offered: "a closed loop offers no rate"
    case .cpu(.serverPerCall), .cpu(.serverPerMessage), .memory(.server):
      "the server's process was not this run's own"
    case .latency(.sendLag, _), .latency(.slotWait, _), .latency(.firstMessageService, _):
      "the run measured none; it is one of an open loop"
    default: "the run measured none"
    }
  }

  private static func count(
    _ count: UInt64,
    _ quantity: Quantity,
    of all: UInt64
  ) -> Double? {
    guard quantity == .share else { return Double(count) }
    return all > 0 ? Double(count) / Double(all) : nil
  }
}

extension Metric.LatencyFigure {
  /// The figure of a histogram, in nanoseconds; nil where nothing was counted.
  public func value(of histogram: LatencyHistogram) -> Double? {
    value(of: LatencySummary(histogram))
  }

  /// The figure in nanoseconds; nil where nothing was counted.
  func value(of latency: LatencySummary?) -> Double? {
    guard let latency, latency.count > 0 else { return nil }
    let nanoseconds =
      switch self {
      case .min: latency.min
      case .mean: latency.mean
      case .p50: latency.p50
      case .p90: latency.p90
      case .p99: latency.p99
      case .p999: latency.p999
      case .p9999: latency.p9999
      case .max: latency.max
      }
    return Double(nanoseconds)
  }
}

extension ResultDocument {
  public func latencies(_ clock: Metric.Clock) -> LatencySummary? {
    switch clock {
    case .response: latency.response
    case .service: latency.service
    case .firstMessage: latency.firstMessage
    case .firstMessageService: latency.firstMessageService
    case .gap: latency.gap
    case .roundTrip: latency.roundTrip
    case .roundTripService: latency.roundTripService
    case .messageLag: latency.messageLag
    case .failed: latency.failed
    case .sendLag: sendLag
    case .slotWait: slotWait
    }
  }
}

extension Summary {
  fileprivate func count(_ ending: Metric.CallEnding) -> UInt64 {
    switch ending {
    case .calls: calls
    case .ok: ok
    case .failed: failed
    case .unfinished: unfinished
    case .cancelled: cancelled
    }
  }

  fileprivate func microseconds(_ figure: Metric.CPUFigure) -> Double? {
    switch figure {
    case .clientPerCall: clientCPUPerCall
    case .clientUserPerCall: clientCPUUserPerCall
    case .clientSystemPerCall: clientCPUSystemPerCall
    case .clientPerMessage: clientCPUPerMessage
    case .serverPerCall: serverCPUPerCall
    case .serverPerMessage: serverCPUPerMessage
    }
  }
}

extension Summary.Connections {
  fileprivate func count(_ figure: Metric.ConnectionFigure) -> UInt64 {
    switch figure {
    case .opened: opened
    case .lost: lost
    case .goaways: goaways
    case .reconnects: reconnects
    case .failedAttempts: failedAttempts
    case .unfinishedAttempts: unfinishedAttempts
    case .replayed: replayed
    case .pings: pings
    case .tooManyPings: tooManyPings
    }
  }

  fileprivate func nanoseconds(
    _ step: Metric.ConnectionStep,
    _ figure: Metric.ConnectionTimeFigure
  ) -> Int64? {
    let times: (p50: Int64, p99: Int64, max: Int64)? =
      switch step {
      case .connect: connects.map { ($0.p50, $0.p99, $0.max) }
      case .handshake: handshakes.map { ($0.p50, $0.p99, $0.max) }
      case .settings: settings.map { ($0.p50, $0.p99, $0.max) }
      case .ready: standing.map { ($0.p50, $0.p99, $0.max) }
      }
    return switch figure {
    case .p50: times?.p50
    case .p99: times?.p99
    case .max: times?.max
    }
  }
}
