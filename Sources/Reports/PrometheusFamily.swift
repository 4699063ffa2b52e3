internal import Results
internal import Statistics

/// A metric with all its samples of one result.
struct PrometheusFamily {
  struct Sample {
    var suffix = ""
    var labels: [(String, String)] = []
    var value: Double
  }

  var name: String
  var help: String
  var isSummary = false
  var samples: (ResultDocument) -> [Sample]

  /// A gauge without labels of its own; nil has no sample.
  private static func gauge(_ name: String, _ help: String, _ value: @escaping (Summary) -> Double?)
    -> PrometheusFamily
  {
    PrometheusFamily(name: "grpcbench_\(name)", help: help) { result in
      value(result.summary).map { [Sample(value: $0)] } ?? []
    }
  }

  static var all: [PrometheusFamily] {
    [information, verdict, thresholds] + counts + [statuses] + rates + costs
      + [latency, kinds, kindRates]
  }

  private static var information: PrometheusFamily {
    PrometheusFamily(name: "grpcbench_run_info", help: "With what and where the run was made.") {
      let environment = $0.environment
      return [
        Sample(
          labels: [
            ("version", environment.version), ("commit", environment.commit),
            ("build", environment.build), ("host", environment.host),
            ("kernel", environment.kernel), ("loop", $0.summary.loop.rawValue),
          ],
          value: 1
        )
      ]
    }
  }

  private static var verdict: PrometheusFamily {
    PrometheusFamily(name: "grpcbench_verdict", help: "1 for the verdict on the measurement.") {
      result in
      Validity.Verdict.allCases.map { verdict in
        Sample(
          labels: [("verdict", verdict.rawValue)],
          value: verdict == result.validity.verdict ? 1 : 0
        )
      }
    }
  }

  private static var thresholds: PrometheusFamily {
    PrometheusFamily(
      name: "grpcbench_threshold_broken",
      help: "1 for a threshold of the run that is broken, 0 for one that held."
    ) { result in
      Facts(result).outcomes.enumerated().map { index, outcome in
        Sample(
          labels: [("number", String(index + 1)), ("threshold", outcome.condition)],
          value: outcome.isBroken ? 1 : 0
        )
      }
    }
  }

  private static var counts: [PrometheusFamily] {
    [
      gauge("measured_seconds", "Length of the measured window.") { $0.durationSeconds },
      gauge("calls", "Calls of the measured window.") { Double($0.calls) },
      gauge("calls_ok", "Calls that ended OK.") { Double($0.ok) },
      gauge("calls_failed", "Calls that ended with another status.") { Double($0.failed) },
      gauge("calls_unfinished", "Calls that had not ended when the run was over.") {
        Double($0.unfinished)
      },
    ]
  }

  private static var statuses: PrometheusFamily {
    PrometheusFamily(name: "grpcbench_calls_by_status", help: "Ended calls by gRPC status.") {
      let statuses = $0.summary.status.sorted { $0.key < $1.key }.prefix(32)
      var seen: Set<String> = []
      // Names that are cut may be the same then; a sample must be there once.
      return statuses.filter { seen.insert(PrometheusReport.escaped($0.key)).inserted }.map {
        Sample(labels: [("status", $0.key)], value: Double($0.value))
      }
    }
  }

  private static var rates: [PrometheusFamily] {
    [
      gauge("offered_calls_per_second", "Arrivals of the schedule.") { $0.offeredPerSecond },
      gauge("achieved_calls_per_second", "Calls that ended OK.") { $0.achievedPerSecond },
      gauge("messages_sent", "Messages sent in the window.") { Double($0.messagesSent) },
      gauge("messages_received", "Messages received in the window.") {
        Double($0.messagesReceived)
      },
      gauge("bytes_sent", "Bytes sent in the window, HTTP/2 included.") { Double($0.bytesSent) },
      gauge("bytes_received", "Bytes received in the window, HTTP/2 included.") {
        Double($0.bytesReceived)
      },
    ]
  }

  private static var costs: [PrometheusFamily] {
    [
      gauge("client_cpu_seconds_per_call", "CPU time of the generator.") {
        $0.clientCPUPerCall / 1e6
      },
      gauge("server_cpu_seconds_per_call", "CPU time of the server, if the run started it.") {
        $0.serverCPUPerCall.map { $0 / 1e6 }
      },
      gauge("client_peak_rss_bytes", "Largest resident set of the generator.") {
        Double($0.clientPeakRSS)
      },
      gauge("server_peak_rss_bytes", "Largest resident set of the server.") {
        $0.serverPeakRSS.map { Double($0) }
      },
    ]
  }

  private static var latency: PrometheusFamily {
    PrometheusFamily(
      name: "grpcbench_latency_seconds",
      help: "Latencies by clock: response counts from the intended start.",
      isSummary: true
    ) { result in
      let all = result.latency
      let clocks: [(String, LatencySummary?)] = [
        ("response", all.response), ("service", all.service), ("failed", all.failed),
        ("first_message", all.firstMessage), ("first_message_service", all.firstMessageService),
        ("gap", all.gap), ("round_trip", all.roundTrip),
        ("round_trip_service", all.roundTripService), ("message_lag", all.messageLag),
        ("send_lag", result.sendLag), ("slot_wait", result.slotWait),
      ]
      return clocks.flatMap { name, summary in
        summary.map { samples($0, [("clock", name)]) } ?? []
      }
    }
  }

  private static var kinds: PrometheusFamily {
    PrometheusFamily(
      name: "grpcbench_kind_latency_seconds",
      help: "Response times by kind of call, where there are several.",
      isSummary: true
    ) { result in
      kindsOfCall(result).flatMap { samples($1.latency.response, $0) }
    }
  }

  private static var kindRates: PrometheusFamily {
    PrometheusFamily(
      name: "grpcbench_kind_achieved_calls_per_second",
      help: "Calls that ended OK by kind of call, where there are several."
    ) { result in
      kindsOfCall(result).map { Sample(labels: $0, value: $1.achievedPerSecond) }
    }
  }

  /// The most kinds of call that are told.
  private static let mostKinds = 64

  private static func kindsOfCall(_ result: ResultDocument) -> [([(String, String)], CallSummary)] {
    guard result.calls.count > 1 else { return [] }
    return result.calls.prefix(mostKinds).enumerated().map { index, call in
      ([("number", String(index + 1)), ("call", call.name), ("method", call.method)], call)
    }
  }

  private static func samples(_ latency: LatencySummary, _ labels: [(String, String)]) -> [Sample] {
    let seconds = { (nanoseconds: Int64) in
      // Prometheus' sign for a quantile of nothing.
      latency.count > 0 ? Double(nanoseconds) / 1e9 : .nan
    }
    let quantiles = Percentile.allCases.map { percentile in
      Sample(
        labels: labels + [("quantile", String(percentile.quantile))],
        value: seconds(latency[percentile])
      )
    }
    let sum = Double(latency.mean) / 1e9 * Double(latency.count)
    return quantiles + [
      Sample(labels: labels + [("quantile", "1")], value: seconds(latency.max)),
      Sample(suffix: "_sum", labels: labels, value: sum),
      Sample(suffix: "_count", labels: labels, value: Double(latency.count)),
    ]
  }
}
