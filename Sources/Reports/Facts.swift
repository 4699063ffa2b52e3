internal import Results
internal import Statistics

/// The sentences and figures that reports have in common.
struct Facts {
  private let result: ResultDocument

  /// How much of a name or message is shown.
  static let longestText = 160

  init(_ result: ResultDocument) {
    self.result = result
  }

  var isClosed: Bool { result.summary.loop == .closed }

  var verdict: String { result.validity.verdict.rawValue }

  var reasons: [String] {
    result.validity.reasons.map { OneLine.text($0, limit: 400) }
  }

  var name: String { OneLine.text(result.scenarioName, limit: 80) }

  /// `closed loop: one clock · 10 s measured` and the like.
  var load: String {
    let duration = Figure.time(result.summary.durationSeconds * 1e9)
    return "\(isClosed ? "closed loop: one clock" : "open loop") · \(duration) measured"
  }

  /// `achieved 499/s (95 %: 498 … 500/s)`, with the offered rate before it in an open loop.
  var rate: String {
    var text = "achieved \(Figure.rate(result.summary.achievedPerSecond))"
    if let bounds = result.summary.achievedPerSecondCI95, bounds.count == 2 {
      text += " (95 %: \(Self.range(Figure.rate(bounds[0]), Figure.rate(bounds[1]))))"
    }
    guard let offered = result.summary.offeredPerSecond else { return text }
    return "offered \(Figure.rate(offered)), \(text)"
  }

  /// How calls ended: a name, the count and the share.
  ///
  /// OK first, then by code, unfinished last.
  var endings: [(name: String, count: String, share: String)] {
    let calls = Double(max(1, result.summary.calls))
    let known = StatusName.all.filter { result.summary.status[$0] != nil }
    let unknown = result.summary.status.keys.filter { !StatusName.all.contains($0) }.sorted()
    var counts = (known + unknown.prefix(8)).map { ($0, result.summary.status[$0] ?? 0) }
    if result.summary.unfinished > 0 { counts.append(("unfinished", result.summary.unfinished)) }
    return counts.map { name, count in
      (OneLine.text(name, limit: 40), Figure.count(count), Figure.share(Double(count) / calls))
    }
  }

  /// The rows of a latency table: a title, then a value and a 95 % interval for each clock.
  var latencies: [[String]] {
    let clocks =
      isClosed ? [result.latency.response] : [result.latency.response, result.latency.service]
    let row = { (title: String, cells: (LatencySummary) -> [String]) in
      // A latency of which there is none is not zero.
      [title] + clocks.flatMap { $0.count > 0 ? cells($0) : ["–", ""] }
    }
    var rows = [row("min") { [Figure.measured($0.min), ""] }]
    rows.append(row("mean") { [Figure.measured($0.mean), ""] })
    for percentile in Percentile.allCases {
      rows.append(
        row(percentile.title) {
          [Figure.measured($0[percentile]), Self.interval($0, percentile)]
        }
      )
    }
    rows.append(row("max") { [Figure.measured($0.max), ""] })
    return rows
  }

  /// What the two clocks count; nil where there is one.
  var clocks: String? {
    isClosed ? nil : "response counts from the scheduled start, service from the actual start"
  }

  /// How the intervals of the latency table were found; nil if there are none.
  var method: String? {
    guard let response = result.latency.response.ci95?.method else { return nil }
    let words = { (method: QuantileInterval.Method) in
      switch method {
      case .blockBootstrap: "block bootstrap over seconds"
      case .orderStatistics: "order statistics, a lower bound"
      }
    }
    let service = result.latency.service.ci95?.method ?? response
    if isClosed || service == response { return "95 % intervals by \(words(response))" }
    return "95 % intervals: response by \(words(response)); service by \(words(service))"
  }

  /// Facts about the run, each a title and a text.
  var costs: [(title: String, text: String)] {
    let summary = result.summary
    var facts: [(String, String)] = []
    if summary.clientCPUPerCall > 0 { facts.append(("CPU per call", cpu)) }
    let serverMemory = summary.serverPeakRSS.map { ", server \(Figure.bytes($0))" } ?? ""
    facts.append(("peak memory", "client \(Figure.bytes(summary.clientPeakRSS))\(serverMemory)"))
    facts.append(("sent", traffic(summary.messagesSent, summary.bytesSent)))
    facts.append(("received", traffic(summary.messagesReceived, summary.bytesReceived)))
    facts.append(("connections", connections))
    if let lag = result.sendLag, lag.count > 0 {
      facts.append(("send lag", distribution(lag)))
    }
    if let wait = result.slotWait, wait.count > 0 {
      let share = Figure.share(Double(wait.count) / Double(max(1, summary.calls)))
      facts.append(("slot wait", "\(share) of calls; \(distribution(wait))"))
    }
    let busy = result.validity.evidence.busyShares.prefix(16).map(Figure.share)
    if !busy.isEmpty { facts.append(("loops busy", busy.joined(separator: ", "))) }
    return facts
  }

  /// The most frequent failures: count, status and message.
  var failures: [(count: String, status: String, message: String)] {
    result.summary.failures.prefix(Self.mostFailures).map {
      (
        Figure.count($0.count), OneLine.text($0.status, limit: 40),
        OneLine.text($0.message, limit: Self.longestText)
      )
    }
  }

  /// How many kinds of failures a report for people shows.
  static let mostFailures = 5

  /// How many failed calls are of kinds that are not shown.
  var otherFailures: UInt64 {
    result.summary.failures.dropFirst(Self.mostFailures).reduce(0) { $0 &+ $1.count }
  }

  /// `grpcbench 0.1.0 (0123abc, release) on host, 2 CPUs, Linux 6.18, 2026-01-02T03:04:05Z, seed
  /// 7`.
  var machine: String {
    let environment = result.environment
    let commit = environment.commit.isEmpty ? "" : "\(environment.commit), "
    let text =
      "grpcbench \(environment.version) (\(commit)\(environment.build)) on \(environment.host), "
      + "\(environment.cpus) CPUs, \(environment.kernel), \(result.startedAt), seed \(result.seed)"
    return OneLine.text(text, limit: 240)
  }

  private var cpu: String {
    let summary = result.summary
    let time = { (microseconds: Double) in Figure.measured(microseconds * 1e3) }
    let client =
      "client \(time(summary.clientCPUPerCall)) (user \(time(summary.clientCPUUserPerCall)), "
      + "system \(time(summary.clientCPUSystemPerCall)))"
    return client + (summary.serverCPUPerCall.map { ", server \(time($0))" } ?? "")
  }

  private func traffic(_ messages: UInt64, _ bytes: UInt64) -> String {
    "\(Figure.count(messages)) messages, \(Figure.bytes(bytes))"
  }

  private func distribution(_ latency: LatencySummary) -> String {
    "p50 \(Figure.measured(latency.p50)), p99 \(Figure.measured(latency.p99)), "
      + "max \(Figure.measured(latency.max))"
  }

  private var connections: String {
    let connections = result.summary.connections
    let others = [
      (connections.lost, "lost"), (connections.goaways, "told to go away"),
      (connections.reconnects, "reconnected"),
    ]
    let happened = others.filter { $0.0 > 0 }.map { "\(Figure.count($0.0)) \($0.1)" }
    return (["\(Figure.count(connections.opened)) opened"] + happened).joined(separator: ", ")
  }

  private static func interval(_ latency: LatencySummary, _ percentile: Percentile) -> String {
    guard let bounds = latency.ci95?[percentile] else { return "" }
    return range(Figure.measured(bounds.lower), Figure.measured(bounds.upper))
  }

  /// `1.2 ms … 1.3 ms` as `1.2 … 1.3 ms`, `498/s … 500/s` as `498 … 500/s`.
  private static func range(_ lower: String, _ upper: String) -> String {
    let unit = upper.drop { $0.isNumber || $0 == "." || $0 == "," }
    guard lower.hasSuffix(unit) else { return "\(lower) … \(upper)" }
    let number = lower.dropLast(unit.count)
    // `ms` ends in `s` too: what is left must be a number.
    let isNumber = number.allSatisfy { $0.isNumber || $0 == "." || $0 == "," }
    return isNumber ? "\(number) … \(upper)" : "\(lower) … \(upper)"
  }
}
