internal import Results
internal import Statistics

/// Where the response time went.
extension Facts {
  /// One row for each phase that took time and one for their sum, which is the response time; nil
  /// if phases were not taken, or if all the time is in one.
  ///
  /// With bars, the share is drawn too.
  func phases(hasBars: Bool) -> Table? {
    guard let phases = result.phases else { return nil }
    let taken = Phase.allCases.filter { phases[$0].sum > 0 }
    guard taken.count > 1 else { return nil }
    let bar = hasBars ? [("", Columns.Alignment.left)] : []
    var table = Table(
      [("phase", .left), ("mean", .right), ("share", .right)] + bar
        + [("of calls", .right), ("p50", .right), ("p99", .right), ("max", .right)]
    )
    let calls = Double(result.latency.response.count) + Double(result.latency.response.outOfRange)
    for phase in taken {
      let summary = phases[phase]
      table.rows.append(
        [
          Self.name(of: phase), Figure.measured(summary.meanPerCall),
          Self.tenths(summary.shareOfTime),
        ] + (hasBars ? [Self.bar(summary.shareOfTime)] : []) + [
          Self.tenths(calls > 0 ? Double(summary.calls) / calls : 0),
          Figure.measured(summary.p50), Figure.measured(summary.p99), Figure.measured(summary.max),
        ]
      )
    }
    let mean = calls > 0 ? Double(result.responseSum) / calls : 0
    let blanks = [String](repeating: "", count: bar.count + 4)
    table.rows.append(["= response", Figure.measured(mean), Self.tenths(1)] + blanks)
    return table
  }

  /// What the columns of the phases are.
  static let phaseNote =
    "mean and share over all calls; percentiles over the calls that were in the phase"

  static func name(of phase: Phase) -> String {
    switch phase {
    case .connectionWait: "connection wait"
    case .slotWait: "slot wait"
    case .sending: "sending"
    case .streamWindow: "stream window"
    case .connectionWindow: "connection window"
    case .firstByte: "first byte"
    case .firstMessage: "first message"
    case .messages: "messages"
    case .trailers: "trailers"
    }
  }

  /// A share to a tenth of a percent, so that those of one column can be added by eye.
  static func tenths(_ share: Double) -> String {
    let tenths = Int((min(max(share, 0), 9.999) * 1_000).rounded())
    return tenths == 0 && share > 0 ? "< 0.1 %" : "\(tenths / 10).\(tenths % 10) %"
  }

  /// A bar of block characters, 16 for the whole.
  private static func bar(_ share: Double) -> String {
    let eighths = Int((min(max(share, 0), 1) * 16 * 8).rounded())
    let rest = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"][eighths % 8]
    return String(repeating: "█", count: eighths / 8) + rest
  }
}
