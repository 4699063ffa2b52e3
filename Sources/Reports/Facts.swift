internal import Results
internal import Scenarios
internal import Statistics

/// The sentences and figures that reports have in common.
struct Facts {
  let result: ResultDocument

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
    let parts = [isClosed ? "closed loop: one clock" : "open loop", "\(duration) measured"]
    return (parts + [wires].compactMap { $0 }).joined(separator: " · ")
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

  /// `sent 500 messages/s, 28.7 KiB/s; received 5,000 messages/s, 1.2 MiB/s`; nil where calls per
  /// second say it all.
  var flow: String? {
    guard carriesMuch else { return nil }
    let summary = result.summary
    let way = { (name: String, messages: Double, bytes: Double) in
      let amount = Figure.bytes(UInt64(min(max(bytes, 0), 1e18)))
      return "\(name) \(Figure.rate(messages).replacing("/s", with: " messages/s")), \(amount)/s"
    }
    return way("sent", summary.messagesSentPerSecond, summary.bytesSentPerSecond) + "; "
      + way("received", summary.messagesReceivedPerSecond, summary.bytesReceivedPerSecond)
  }

  /// How calls ended: a name, the count and the share.
  ///
  /// OK first, then by code, unfinished last.
  var endings: [(name: String, count: String, share: String)] {
    let calls = Double(max(1, result.summary.calls))
    let known = StatusName.all.filter { result.summary.status[$0] != nil }
    let unknown = result.summary.status.keys.filter { !StatusName.all.contains($0) }.sorted()
    var counts = (known + unknown.prefix(8)).map { ($0, result.summary.status[$0] ?? 0) }
    let planned = result.summary.cancelled
    if planned > 0, let place = counts.firstIndex(where: { $0.0 == "CANCELLED" }) {
      // Calls that the plan had cancelled went well; others with that status did not.
      let others = counts[place].1 - min(planned, counts[place].1)
      counts[place] = ("cancelled as planned", planned)
      if others > 0 { counts.insert(("CANCELLED", others), at: place + 1) }
    }
    if result.summary.unfinished > 0 { counts.append(("unfinished", result.summary.unfinished)) }
    return counts.map { name, count in
      (OneLine.text(name, limit: 40), Figure.count(count), Figure.share(Double(count) / calls))
    }
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

  /// `1.2 ms … 1.3 ms` as `1.2 … 1.3 ms`, `498/s … 500/s` as `498 … 500/s`.
  static func range(_ lower: String, _ upper: String) -> String {
    let unit = upper.drop { $0.isNumber || $0 == "." || $0 == "," }
    guard lower.hasSuffix(unit) else { return "\(lower) … \(upper)" }
    let number = lower.dropLast(unit.count)
    // `ms` ends in `s` too: what is left must be a number.
    let isNumber = number.allSatisfy { $0.isNumber || $0 == "." || $0 == "," }
    return isNumber ? "\(number) … \(upper)" : "\(lower) … \(upper)"
  }
}
