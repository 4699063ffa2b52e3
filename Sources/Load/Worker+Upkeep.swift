import Bytes
import HTTP2
import Scenarios
import Statistics
import Timing
import Transport

/// What is done about connections that are silent, old or idle.
extension Worker {
  /// What a new connection is kept alive by.
  var keepalive: Keepalive? {
    let life = share.plan.connection
    return keepaliveTime.map {
      Keepalive(time: $0, timeout: life.keepaliveTimeout, withoutCalls: life.keepaliveWithoutCalls)
    }
  }

  /// A connection stands: its age begins.
  mutating func beginUpkeep(_ index: Int, _ now: Instant) {
    let life = share.plan.connection
    if life.maxAge != nil || life.maxIdle != nil {
      channels[index].renewal = Renewal(life, at: now, &ages)
    }
    if let next = channels[index].nextUpkeep(now) { agenda.upkeep = min(agenda.upkeep, next) }
  }

  /// Looks after all connections that stand, so rarely that it costs a hundredth of the time.
  mutating func keepAlive(_ now: Instant) {
    var next = Instant.distantFuture
    for index in channels.indices where channels.contains(index) && channels[index].hasStood {
      keepAlive(index, now)
      guard channels.contains(index), let due = channels[index].nextUpkeep(now) else { continue }
      next = min(next, due)
    }
    let pause = max(Nanoseconds.milliseconds(1), Nanoseconds(Int64(channels.count) * 1_000))
    agenda.upkeep = max(next, now + pause)
  }

  private mutating func keepAlive(_ index: Int, _ now: Instant) {
    switch channels[index].checkLife(now) {
    case .nothing: break
    case .ping:
      channels[index].http.ping(book.connections.pings)
      book.connections.pings += 1
      return flush(index)
    case .giveUp:
      let time = share.plan.connection.keepaliveTimeout
      channels[index].lose("keepalive: no sign of life within \(time) of a PING", .keepalive)
      return closeIfOver(index)
    }
    guard channels[index].role == .current, let reason = channels[index].whyRenew(now) else {
      return
    }
    let lane = channels[index].lane
    seek(lane, reason == .age ? .maxAge : .maxIdle, now)
    succeed(lane, now)
  }

  /// The server has had too many PINGs: new connections send half as many, as gRPC's clients do.
  mutating func calmDown(_ index: Int) {
    guard let time = channels[index].keepalive?.time, let current = keepaliveTime else { return }
    // Several connections that were as loud as each other are one mistake.
    let doubled = Nanoseconds(time.count * 2)
    guard doubled > current else { return }
    keepaliveTime = doubled
    signals.tell(
      note: "the server has had too many PINGs (too_many_pings); "
        + "keepalive_time is \(doubled) from now on, in place of \(current)"
    )
  }
}

extension Channel {
  /// Whether the server is to be asked for a sign of life, or has given none.
  mutating func checkLife(_ now: Instant) -> Keepalive.Action {
    let hasCalls = callsInFlight > 0
    return keepalive?.check(at: now, lastRead: latest, hasCalls: hasCalls) ?? .nothing
  }

  /// Why another connection should take the place of this one now, if it should.
  mutating func whyRenew(_ now: Instant) -> Renewal.Reason? {
    guard retirement == nil || retirement == .callsPerConnection else { return nil }
    let hasCalls = callsInFlight > 0
    return renewal?.reason(
      at: now,
      lastRead: latest,
      hasCalls: hasCalls,
      calls: carried
    )
  }

  /// When to look after the connection again; nil if there is nothing to be looked after.
  func nextUpkeep(_ now: Instant) -> Instant? {
    var next: Instant?
    if let keepalive {
      next = keepalive.next(at: now, lastRead: latest, hasCalls: callsInFlight > 0)
    }
    if let renewal, role == .current, retirement == nil || retirement == .callsPerConnection {
      next = min(next ?? .distantFuture, renewal.next(at: now))
    }
    return next
  }
}
