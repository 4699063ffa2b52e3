internal import Results
internal import Statistics

/// The columns, in the order in which they were added.
extension CSVReport.Column {
  static var all: [Self] {
    identity + counts + percentiles("response") { $0.latency.response }
      + percentiles("service") { $0.latency.service } + lags + costs + kinds + flow + messages
      + phases + targets + connections + protocols + thresholds + edges
  }

  private static var identity: [Self] {
    [
      Self(name: "schema") { .text($0.result.schema) },
      Self(name: "scenario") { .text($0.result.scenarioName) },
      Self(name: "started_at") { .text($0.result.startedAt) },
      Self(name: "seed") { .integer($0.result.seed) },
      Self(name: "verdict") { .text($0.result.validity.verdict.rawValue) },
      Self(name: "version") { .text($0.result.environment.version) },
      Self(name: "commit") { .text($0.result.environment.commit) },
      Self(name: "build") { .text($0.result.environment.build) },
      Self(name: "host") { .text($0.result.environment.host) },
      Self(name: "kernel") { .text($0.result.environment.kernel) },
      Self(name: "cpus") { .integer(UInt64(max(0, $0.result.environment.cpus))) },
    ]
  }

  private static var counts: [Self] {
    [
      Self(name: "loop") { .text($0.result.summary.loop.rawValue) },
      Self(name: "duration_s") { .number($0.result.summary.durationSeconds) },
      Self(name: "calls") { .integer($0.count(\.calls, \.calls, \.calls)) },
      Self(name: "ok") { .integer($0.count(\.ok, \.ok, \.ok)) },
      Self(name: "failed") { .integer($0.count(\.failed, \.failed, \.failed)) },
      Self(name: "unfinished") { .integer($0.count(\.unfinished, \.unfinished, \.unfinished)) },
      Self(name: "offered_per_s") { .number($0.summary?.offeredPerSecond) },
      Self(name: "achieved_per_s") {
        .number(
          $0.call?.achievedPerSecond ?? $0.target?.achievedPerSecond
            ?? $0.result.summary.achievedPerSecond
        )
      },
      Self(name: "achieved_per_s_lower") { .number($0.rateBounds?.first) },
      Self(name: "achieved_per_s_upper") { .number($0.rateBounds?.last) },
      Self(name: "messages_sent") {
        .integer($0.count(\.messagesSent, \.messagesSent, \.messagesSent))
      },
      Self(name: "messages_received") {
        .integer($0.count(\.messagesReceived, \.messagesReceived, \.messagesReceived))
      },
      Self(name: "bytes_sent") { .integer($0.summary?.bytesSent) },
      Self(name: "bytes_received") { .integer($0.summary?.bytesReceived) },
    ]
  }

  private static func percentiles(
    _ name: String,
    of clock: @escaping (CSVReport.Row) -> LatencySummary
  ) -> [Self] {
    let percentiles = Percentile.allCases.flatMap { percentile in
      let title = "\(name)_\(percentile.rawValue)"
      return [
        Self(name: "\(title)_ns") { .nanoseconds(clock($0)[percentile]) },
        Self(name: "\(title)_lower_ns") { .nanoseconds(clock($0).ci95?[percentile]?.lower) },
        Self(name: "\(title)_upper_ns") { .nanoseconds(clock($0).ci95?[percentile]?.upper) },
      ]
    }
    return [
      Self(name: "\(name)_count") { .integer(clock($0).count) },
      Self(name: "\(name)_min_ns") { .nanoseconds(clock($0).min) },
      Self(name: "\(name)_mean_ns") { .nanoseconds(clock($0).mean) },
    ] + percentiles + [Self(name: "\(name)_max_ns") { .nanoseconds(clock($0).max) }]
  }

  private static var lags: [Self] {
    let ofRun = { (row: CSVReport.Row) in row.isTotal ? row.result : nil }
    return [
      Self(name: "send_lag_p50_ns") { .nanoseconds(ofRun($0)?.sendLag?.p50) },
      Self(name: "send_lag_p99_ns") { .nanoseconds(ofRun($0)?.sendLag?.p99) },
      Self(name: "slot_wait_count") { .integer(ofRun($0)?.slotWait?.count) },
      Self(name: "slot_wait_p99_ns") { .nanoseconds(ofRun($0)?.slotWait?.p99) },
    ]
  }

  private static var costs: [Self] {
    [
      Self(name: "client_cpu_us_per_call") { .number($0.summary?.clientCPUPerCall) },
      Self(name: "client_cpu_user_us_per_call") { .number($0.summary?.clientCPUUserPerCall) },
      Self(name: "client_cpu_system_us_per_call") { .number($0.summary?.clientCPUSystemPerCall) },
      Self(name: "server_cpu_us_per_call") { .number($0.summary?.serverCPUPerCall) },
      Self(name: "client_peak_rss_bytes") { .integer($0.summary?.clientPeakRSS) },
      Self(name: "server_peak_rss_bytes") { .integer($0.summary?.serverPeakRSS) },
    ]
  }

  private static var kinds: [Self] {
    [
      Self(name: "call") { .text($0.call?.name) },
      Self(name: "method") { .text($0.onlyCall?.method) },
      Self(name: "kind") { .text($0.onlyCall?.kind) },
      Self(name: "weight") { .integer(($0.onlyCall?.weight).map { UInt64(max(0, $0)) }) },
      Self(name: "cancelled") {
        .integer($0.target == nil ? $0.call?.cancelled ?? $0.result.summary.cancelled : nil)
      },
    ]
  }

  private static var flow: [Self] {
    [
      Self(name: "messages_sent_per_s") {
        .number($0.call?.messagesSentPerSecond ?? $0.summary?.messagesSentPerSecond)
      },
      Self(name: "messages_received_per_s") {
        .number($0.call?.messagesReceivedPerSecond ?? $0.summary?.messagesReceivedPerSecond)
      },
      Self(name: "bytes_sent_per_s") { .number($0.summary?.bytesSentPerSecond) },
      Self(name: "bytes_received_per_s") { .number($0.summary?.bytesReceivedPerSecond) },
      Self(name: "client_cpu_us_per_message") { .number($0.summary?.clientCPUPerMessage) },
      Self(name: "server_cpu_us_per_message") { .number($0.summary?.serverCPUPerMessage) },
    ]
  }

  private static var messages: [Self] {
    let clocks: [(String, (CSVReport.Row) -> LatencySummary?)] = [
      ("first_message", { $0.latency.firstMessage }),
      ("first_message_service", { $0.latency.firstMessageService }),
      ("gap", { $0.latency.gap }), ("round_trip", { $0.latency.roundTrip }),
      ("round_trip_service", { $0.latency.roundTripService }),
      ("message_lag", { $0.latency.messageLag }),
    ]
    return clocks.flatMap { name, clock in
      [
        Self(name: "\(name)_count") { .integer(clock($0)?.count) },
        Self(name: "\(name)_p50_ns") { .nanoseconds(clock($0)?.p50) },
        Self(name: "\(name)_p99_ns") { .nanoseconds(clock($0)?.p99) },
        Self(name: "\(name)_max_ns") { .nanoseconds(clock($0)?.max) },
      ]
    }
  }

  private static var targets: [Self] {
    [
      Self(name: "target") { .text($0.target?.address) },
      Self(name: "target_address") { .text($0.onlyTarget?.address) },
      Self(name: "target_weight") {
        .integer(($0.onlyTarget?.weight).map { UInt64(max(0, $0)) })
      },
      Self(name: "target_opened") { .integer($0.onlyTarget?.opened) },
      Self(name: "proxy") { .text($0.onlyTarget?.proxy) },
    ]
  }

  private static var phases: [Self] {
    Phase.allCases.flatMap { phase in
      [
        Self(name: "\(phase.key)_share") { .number($0.phases?[phase].shareOfTime) },
        Self(name: "\(phase.key)_mean_ns") { .nanoseconds($0.phases?[phase].meanPerCall) },
      ]
    }
  }
}

extension CSVReport.Row {
  fileprivate var rateBounds: [Double]? {
    isTotal
      ? result.summary.achievedPerSecondCI95
      : call?.achievedPerSecondCI95 ?? target?.achievedPerSecondCI95
  }

  /// A count of what the row is about.
  fileprivate func count(
    _ ofCall: KeyPath<CallSummary, UInt64>,
    _ ofTarget: KeyPath<TargetSummary, UInt64>,
    _ ofRun: KeyPath<Summary, UInt64>
  ) -> UInt64 {
    call?[keyPath: ofCall] ?? target?[keyPath: ofTarget] ?? result.summary[keyPath: ofRun]
  }

  /// The kind of call that the row is about; nil for the total of several.
  fileprivate var onlyCall: CallSummary? {
    call ?? (result.calls.count == 1 ? result.calls[0] : nil)
  }

  /// The target that the row is about; nil for the total of several.
  fileprivate var onlyTarget: TargetSummary? {
    target ?? (result.targets.count == 1 ? result.targets[0] : nil)
  }
}

extension Phase {
  /// The phase's name in columns: `phase_first_byte`.
  fileprivate var key: String {
    "phase_" + "\(self)".reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : "\($1)" }
  }
}
