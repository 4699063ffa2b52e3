internal import Results
internal import Statistics

/// What the run took and how it went, beside its latencies.
extension Facts {
  /// Facts about the run, each a title and a text.
  var costs: [(title: String, text: String)] {
    let summary = result.summary
    var facts: [(String, String)] = []
    if summary.clientCPUPerCall > 0 { facts.append(("CPU per call", cpu)) }
    if carriesMuch, summary.clientCPUPerMessage > 0 {
      facts.append(("CPU per message", messageCPU))
    }
    let serverMemory = summary.serverPeakRSS.map { ", server \(Figure.bytes($0))" } ?? ""
    facts.append(("peak memory", "client \(Figure.bytes(summary.clientPeakRSS))\(serverMemory)"))
    facts.append(("sent", traffic(summary.messagesSent, summary.bytesSent)))
    facts.append(("received", traffic(summary.messagesReceived, summary.bytesReceived)))
    facts.append(("connections", connections))
    if let ends = connectionEnds { facts.append(("connections ended", ends)) }
    if let times = summary.connections.standing, times.count > 1 {
      facts.append(("connecting", connecting(times)))
    }
    if let proxies { facts.append(("through proxy", proxies)) }
    if let server = result.server { facts.append(("server counted", counted(server))) }
    if let peer = result.peerSettings { facts.append(("server allows", settings(peer))) }
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

  /// Whether calls carry more than one small message each way, so that calls per second do not say
  /// how much was done.
  var carriesMuch: Bool {
    let summary = result.summary
    let latency = result.latency
    if latency.firstMessage != nil || latency.gap != nil || latency.roundTrip != nil { return true }
    let messages = Double(summary.messagesSent) + Double(summary.messagesReceived)
    let bytes = Double(summary.bytesSent) + Double(summary.bytesReceived)
    return messages > Self.fewMessages * Double(max(1, summary.calls))
      || bytes > Self.smallMessage * max(1, messages)
  }

  /// A unary call has two messages; calls of the warm-up may bring a few more.
  private static let fewMessages = 2.5

  /// Bytes of a message that is small: a frame's worth.
  private static let smallMessage = 16_384.0

  private var cpu: String {
    let summary = result.summary
    let client =
      "client \(time(summary.clientCPUPerCall)) (user \(time(summary.clientCPUUserPerCall)), "
      + "system \(time(summary.clientCPUSystemPerCall)))"
    return client + (summary.serverCPUPerCall.map { ", server \(time($0))" } ?? "")
  }

  private var messageCPU: String {
    let summary = result.summary
    return "client \(time(summary.clientCPUPerMessage))"
      + (summary.serverCPUPerMessage.map { ", server \(time($0))" } ?? "")
  }

  private func time(_ microseconds: Double) -> String { Figure.measured(microseconds * 1e3) }

  private func traffic(_ messages: UInt64, _ bytes: UInt64) -> String {
    "\(Figure.count(messages)) messages, \(Figure.bytes(bytes))"
  }

  /// `1,234 calls, 2,468 messages; the client agrees`, of the whole run.
  private func counted(_ server: ServerReport) -> String {
    let counters = server.counters
    let calls = counters.calls.reduce(0) { $0 &+ $1.calls }
    let messages = counters.messagesReceived &+ counters.messagesSent
    return "\(Figure.count(calls)) calls, \(Figure.count(messages)) messages in the whole run; "
      + "the client \(server.disagreement == nil ? "agrees" : "does not agree")"
  }

  private func distribution(_ latency: LatencySummary) -> String {
    "p50 \(Figure.measured(latency.p50)), p99 \(Figure.measured(latency.p99)), "
      + "max \(Figure.measured(latency.max))"
  }

  private func settings(_ peer: PeerSettings) -> String {
    let bytes = { (count: Int) in Figure.bytes(UInt64(max(0, count))) }
    let streams = peer.maxConcurrentStreams.map { ", \(Figure.count(UInt64(max(0, $0)))) streams" }
    return "windows of \(bytes(peer.initialWindowSize)), frames of "
      + "\(bytes(peer.maxFrameSize))\(streams ?? ", any number of streams")"
  }

  /// Why connections ended before the run did; nil if none did.
  private var connectionEnds: String? {
    let ends = result.summary.connections.ends.filter { $0.key != "end_of_run" && $0.value > 0 }
    guard !ends.isEmpty else { return nil }
    let ordered = ends.sorted { first, second in
      first.value == second.value ? first.key < second.key : first.value > second.value
    }
    let texts = ordered.prefix(16).map { end in
      "\(Figure.count(end.value)) \(OneLine.text(end.key, limit: 40))"
    }
    return texts.joined(separator: ", ")
  }

  /// How long connections took until calls could start, and where that time went.
  private func connecting(_ times: ConnectionTimes) -> String {
    let connections = result.summary.connections
    let steps = [
      ("connect", connections.connects?.p50), ("TLS", connections.handshakes?.p50),
      ("SETTINGS", connections.settings?.p50),
    ]
    let parts = steps.compactMap { name, p50 in p50.map { "\(name) \(Figure.time($0))" } }
    return "p50 \(Figure.time(times.p50)) (\(parts.joined(separator: ", "))), "
      + "p99 \(Figure.time(times.p99)), max \(Figure.time(times.max))"
  }

  private var connections: String {
    let connections = result.summary.connections
    let others = [
      (connections.lost, "lost"), (connections.goaways, "told to go away"),
      (connections.reconnects, "reconnected"), (connections.failedAttempts, "attempts failed"),
      (connections.pings, "PINGs"), (connections.replayed, "calls replayed"),
    ]
    var happened = others.filter { $0.0 > 0 }.map { "\(Figure.count($0.0)) \($0.1)" }
    if let handshakes = connections.handshakes {
      happened.append(
        "TLS handshakes p50 \(Figure.time(handshakes.p50)), max \(Figure.time(handshakes.max)), "
          + "\(Figure.count(handshakes.resumed)) resumed"
      )
    }
    let time = Figure.time(connections.openingSeconds * 1e9)
    // A few are there at once.
    let opened =
      connections.opened < 100
      ? "\(Figure.count(connections.opened)) opened"
      : "\(Figure.count(connections.opened)) opened, all stood after \(time)"
    return ([opened] + happened).joined(separator: ", ")
  }
}
