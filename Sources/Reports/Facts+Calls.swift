internal import Results
internal import Statistics

/// The kinds of call side by side.
extension Facts {
  /// One row for each kind of call, then one for all; nil where there is one kind.
  var kinds: Table? {
    guard result.calls.count > 1 else { return nil }
    let hasStreams = carriesMuch
    let messages = hasStreams ? [("messages/s", Columns.Alignment.right)] : []
    var table = Table(
      [("call", .left), ("calls/s", .right), ("share", .right)] + messages
        + [("p50", .right), ("p99", .right), ("failed", .right), ("", .right)]
    )
    let all = Double(max(1, result.summary.calls))
    for call in result.calls.prefix(Self.mostKinds) {
      table.rows.append(
        [OneLine.text(call.name, limit: 32), Self.perSecond(call.achievedPerSecond)]
          + [Figure.share(Double(call.calls) / all)]
          + (hasStreams
            ? [Self.perSecond(call.messagesSentPerSecond + call.messagesReceivedPerSecond)] : [])
          + latency(call.latency.response) + failed(call.failed, of: call.calls)
      )
    }
    let summary = result.summary
    let total = summary.messagesSentPerSecond + summary.messagesReceivedPerSecond
    table.rows.append(
      ["all", Self.perSecond(summary.achievedPerSecond), Figure.share(1)]
        + (hasStreams ? [Self.perSecond(total)] : [])
        + latency(result.latency.response) + failed(summary.failed, of: summary.calls)
    )
    return table
  }

  /// How many kinds of call a report for people shows.
  private static let mostKinds = 32

  func latency(_ response: LatencySummary) -> [String] {
    guard response.count > 0 else { return ["–", "–"] }
    return [Figure.measured(response.p50), Figure.measured(response.p99)]
  }

  func failed(_ failed: UInt64, of calls: UInt64) -> [String] {
    let share = failed > 0 ? Figure.share(Double(failed) / Double(max(1, calls))) : ""
    return [Figure.count(failed), share]
  }

  static func perSecond(_ rate: Double) -> String {
    String(Figure.rate(rate).prefix { $0 != "/" })
  }
}
