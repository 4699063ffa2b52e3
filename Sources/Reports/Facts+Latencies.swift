internal import Results
internal import Statistics

/// The latency tables: of calls with intervals, and of the messages inside them.
extension Facts {
  /// A title, then a value and a 95 % interval for each clock.
  var latencies: Table {
    var clocks = [("response", result.latency.response)]
    if !isClosed { clocks.append(("service", result.latency.service)) }
    var table = Table(
      [("latency", .left)] + clocks.flatMap { [($0.0, .right), ("95 %", .left)] }
    )
    let add = { (title: String, cells: (LatencySummary) -> [String]) in
      // A latency of which there is none is not zero.
      table.rows.append([title] + clocks.flatMap { $0.1.count > 0 ? cells($0.1) : ["–", ""] })
    }
    add("min") { [Figure.measured($0.min), ""] }
    add("mean") { [Figure.measured($0.mean), ""] }
    for percentile in Percentile.allCases {
      add(percentile.title) {
        [Figure.measured($0[percentile]), Self.interval($0, percentile)]
      }
    }
    add("max") { [Figure.measured($0.max), ""] }
    return table
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

  /// The clocks of the messages inside calls; nil if calls carry one message each way.
  var messages: Table? {
    let latency = result.latency
    let all = [
      ("first message", latency.firstMessage), ("service", latency.firstMessageService),
      ("gap", latency.gap), ("round trip", latency.roundTrip),
      ("service", latency.roundTripService), ("message lag", latency.messageLag),
    ]
    let clocks = all.compactMap { title, latency in latency.map { (title, $0) } }
    guard !clocks.isEmpty else { return nil }
    var table = Table([("messages", .left)] + clocks.map { ($0.0, .right) })
    table.rows.append(["count"] + clocks.map { Figure.count($0.1.count) })
    let add = { (title: String, value: (LatencySummary) -> Int64) in
      table.rows.append([title] + clocks.map { Figure.measured(value($0.1)) })
    }
    add("min") { $0.min }
    add("mean") { $0.mean }
    for percentile in Percentile.allCases { add(percentile.title) { $0[percentile] } }
    add("max") { $0.max }
    return table
  }

  /// What the clocks of messages count; nothing where there are none.
  var messageClocks: [String] {
    let latency = result.latency
    var notes: [String] = []
    if latency.firstMessageService != nil {
      notes.append("first message counts from the call's scheduled start, service from its actual")
    } else if latency.firstMessage != nil {
      notes.append("first message counts from the call's start")
    }
    if latency.roundTripService != nil {
      notes.append("round trip counts from when a message was due, service from when it was sent")
    } else if latency.roundTrip != nil {
      notes.append("round trip counts from when a message could be sent")
    }
    if latency.messageLag != nil {
      notes.append("message lag is how long after it was due a message was sent")
    }
    return notes
  }

  static func interval(_ latency: LatencySummary, _ percentile: Percentile) -> String {
    guard let bounds = latency.ci95?[percentile] else { return "" }
    return range(Figure.measured(bounds.lower), Figure.measured(bounds.upper))
  }
}
