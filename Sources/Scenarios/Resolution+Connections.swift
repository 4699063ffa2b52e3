import Timing

extension Resolution {
  /// How connections are made, kept alive and given up.
  func connectionLife() throws(Complaint) -> ConnectionLife {
    var life = ConnectionLife()
    if let entry = settings[.connectStorm] { life.isStorm = try entry.flag() }
    life.keepaliveTime = try length(.keepaliveTime)
    if let entry = settings[.keepaliveTimeout] {
      life.keepaliveTimeout = try entry.length(zero: false)
    }
    if let entry = settings[.keepaliveWithoutCalls] {
      life.keepaliveWithoutCalls = try entry.flag()
    }
    life.maxAge = try length(.maxConnectionAge)
    life.maxIdle = try length(.maxIdle)
    if let entry = settings[.callsPerConnection], !entry.isNone {
      life.callsPerConnection = try entry.whole(in: 1...Limits.callsPerConnection)
    }
    if let entry = settings[.newConnections], !entry.isNone {
      life.newConnections = try Self.rate(entry)
    }
    if let entry = settings[.replay] { life.replays = try entry.flag() }
    life.backoff = try backoff()
    return life
  }

  /// How long the server's connections live.
  func serverConnections() throws(Complaint) -> ServerConnections {
    var entries = ServerConnectionEntries()
    entries.keepaliveTime = settings[.serverKeepaliveTime]
    entries.keepaliveTimeout = settings[.serverKeepaliveTimeout]
    entries.minPingInterval = settings[.serverMinPingInterval]
    entries.permitPingsWithoutCalls = settings[.serverPermitPings]
    entries.maxAge = settings[.serverMaxAge]
    entries.maxAgeGrace = settings[.serverMaxAgeGrace]
    entries.maxIdle = settings[.serverMaxIdle]
    return try entries.connections()
  }

  private func backoff() throws(Complaint) -> ConnectionLife.Backoff {
    var backoff = ConnectionLife.Backoff()
    if let entry = settings[.backoffInitial] { backoff.initial = try entry.length(zero: false) }
    if let entry = settings[.backoffMultiplier] {
      backoff.multiplier = try entry.number(in: Limits.backoffMultiplier)
    }
    if let entry = settings[.backoffJitter] { backoff.jitter = try entry.share() }
    if let entry = settings[.backoffMax] { backoff.max = try entry.length(zero: false) }
    guard backoff.initial <= backoff.max else {
      let entry = settings[.backoffInitial] ?? settings[.backoffMax]
      let reason = "makes the first pause longer than the longest; give initial less, or max more"
      throw entry?.complaint(reason) ?? Complaint("backoff \(reason)")
    }
    return backoff
  }

  private static func rate(_ entry: Entry) throws(Complaint) -> Rate {
    do {
      return try Rate(text: entry.text)
    } catch {
      throw entry.complaint("\(error.description) or none")
    }
  }

  /// A length of time, or nothing for what is off.
  private func length(_ setting: Setting) throws(Complaint) -> Nanoseconds? {
    guard let entry = settings[setting], !entry.isNone else { return nil }
    return try entry.length(zero: false)
  }
}
