internal import Results
internal import Statistics

/// The targets side by side, and the way to them.
extension Facts {
  /// One row for each target, then one for all; nil where there is one target.
  var targets: Table? {
    guard result.targets.count > 1 else { return nil }
    var table = Table([
      ("target", .left), ("connections", .right), ("calls/s", .right), ("share", .right),
      ("p50", .right), ("p99", .right), ("failed", .right), ("", .right),
    ])
    let all = Double(max(1, result.summary.calls))
    for target in result.targets.prefix(Self.mostTargets) {
      table.rows.append(
        [OneLine.text(target.address, limit: 40), Figure.count(UInt64(max(0, target.connections)))]
          + [
            Self.perSecond(target.achievedPerSecond), Figure.share(Double(target.calls) / all),
          ] + latency(target.latency.response) + failed(target.failed, of: target.calls)
      )
    }
    let connections = result.targets.reduce(UInt64(0)) { $0 &+ UInt64(max(0, $1.connections)) }
    table.rows.append(
      ["all", Figure.count(connections), Self.perSecond(result.summary.achievedPerSecond)]
        + [Figure.share(1)] + latency(result.latency.response)
        + failed(result.summary.failed, of: result.summary.calls)
    )
    return table
  }

  /// How many targets a report for people shows: all that there can be.
  private static let mostTargets = 16

  /// The proxies on the way, each once; nil without one.
  var proxies: String? {
    var proxies: [String] = []
    for proxy in result.targets.compactMap(\.proxy) where !proxies.contains(proxy) {
      proxies.append(proxy)
    }
    return proxies.isEmpty ? nil : OneLine.text(proxies.joined(separator: ", "), limit: 160)
  }
}
