import Bytes
import HTTP2
import Scenarios
import Statistics
import Synchronization
import Timing
import Transport

/// How connections are made, lost and made again.
extension Worker {
  /// Starts connections in the lanes that are due.
  mutating func fillLanes(_ now: Instant) {
    nextRetry = .distantFuture
    guard !isEnding else { return }
    if nextGivingUp <= now { giveUpSlowConnections(now) }
    while firstWaiting < lanes.count, case .filled = lanes[firstWaiting].state {
      firstWaiting += 1
    }
    // Whichever of those that are being made stands or fails is asked for the next ones.
    for lane in firstWaiting..<lanes.count {
      if connecting == Self.mostConnecting { break }
      guard case .waiting(let until) = lanes[lane].state else { continue }
      if until <= now { connect(lane, now) }
      if case .waiting(let until) = lanes[lane].state { nextRetry = min(nextRetry, until) }
    }
    nextRetry = min(nextRetry, nextGivingUp)
  }

  private mutating func connect(_ lane: Int, _ now: Instant) {
    let target = lanes[lane].target
    let addresses = share.destinations[target].addresses
    let address = lanes[lane].nextAddress % addresses.count
    do {
      let socket = try Socket.connect(to: addresses[address])
      if lanes[lane].hasStood { book.connections.reconnects += 1 }
      let secure = security.isEmpty ? nil : security[target]
      let index = channels.insert(
        Channel(socket, lane: lane, target: target, address: address, share, secure, now: now)
      )
      lanes[lane].state = .filled(index)
      connecting += 1
      let token = Token(index: UInt32(index), generation: channels.generation(index))
      try loop.register(channels[index].wire, token)
      nextGivingUp = min(nextGivingUp, now + share.plan.connectTimeout)
    } catch {
      if case .filled(let index) = lanes[lane].state {
        channels.remove(index)
        connecting -= 1
      }
      failed(lane, addresses[address].trouble(error.code), now)
    }
  }

  /// Connections that neither stand nor fail in time are given up.
  private mutating func giveUpSlowConnections(_ now: Instant) {
    nextGivingUp = .distantFuture
    guard connecting > 0 else { return }
    for index in channels.indices where channels.contains(index) {
      let limit = channels[index].since + share.plan.connectTimeout
      guard let silence = channels[index].silence else { continue }
      if limit <= now {
        let time = " within \(share.plan.connectTimeout)"
        channels[index].lose("\(silence.what)\(time)\(silence.advice)")
        closeIfOver(index)
      } else {
        nextGivingUp = min(nextGivingUp, limit)
      }
    }
  }

  /// A socket has something to do.
  mutating func handle(_ event: ReadyEvent) {
    let index = Int(event.token.index)
    guard event.token != .alarm, channels.contains(index, generation: event.token.generation)
    else { return }
    let hadStood = channels[index].hasStood
    channels[index].receive(&input, &book, hasEnded: event.hasEnded)
    // One read may bring the server's SETTINGS and its GOAWAY.
    if channels[index].hasStood, !hadStood { stands(index) }
    if channels[index].state == .leaving { makeWay(index) }
    refill(index, channels[index].latest)
    flush(index)
  }

  private mutating func stands(_ index: Int) {
    guard let lane = channels[index].lane else { return }
    connecting -= 1
    standing += 1
    trouble = nil
    if peer == nil { peer = channels[index].http.peer }
    if channels[index].http.peer.counters != nil {
      signals.offersCounters.store(true, ordering: .relaxed)
    }
    outage.end(at: channels[index].latest)
    lanes[lane].backoff.connected()
    lanes[lane].hasStood = true
    lanes[lane].untried = share.destinations[lanes[lane].target].addresses.count
    book.connections.opened += 1
    opened[channels[index].target][channels[index].address] += 1
    signals.tell(standing: channels[index].target)
    settle(lane)
    // More connections may be made now.
    nextRetry = Instant(nanoseconds: 0)
  }

  /// Fills the lane of a channel that leaves but still has calls in flight.
  ///
  /// A schedule does not wait for them. In a closed loop those calls are the lane's callers, and
  /// nothing else is due.
  private mutating func makeWay(_ index: Int) {
    // A server that sends everyone away and answers no one cannot make us hold more.
    guard let lane = channels[index].lane, !pacer.isClosedLoop, !channels[index].isSpent,
      channels[index].hasCarried, channels.count < 2 * lanes.count
    else { return }
    let now = channels[index].latest
    channels[index].leaveLane()
    falls(now)
    wait(lane, until: now)
  }

  /// A standing connection takes no calls any more.
  private mutating func falls(_ now: Instant) {
    standing -= 1
    if standing == 0 { outage.begin(at: now) }
  }

  /// Ends a channel that is lost, or spent after a GOAWAY.
  mutating func closeIfOver(_ index: Int) {
    guard channels.contains(index), channels[index].loss != nil || channels[index].isSpent else {
      return
    }
    let now = EventLoop.now()
    let lane = channels[index].lane
    let hasStood = channels[index].hasStood
    let loss = channels[index].loss
    // A server that sends us away is asked again at once, one that fails is left in peace first,
    // and so is one that sends us away before it has taken a call.
    let isFriendly = loss == nil && channels[index].hasCarried
    channels[index].abandon(&book, at: now)
    channels.remove(index)
    if loss != nil, hasStood { book.connections.lost += 1 }
    // A connection that made way has left its lane before.
    guard let lane else { return }
    guard hasStood else {
      connecting -= 1
      nextRetry = Instant(nanoseconds: 0)
      return failed(lane, loss ?? "closed", now)
    }
    falls(now)
    wait(lane, until: isFriendly ? now : now + lanes[lane].backoff.failed())
  }

  /// Tries the target's next address at once, and pauses when all of them have failed.
  private mutating func failed(_ lane: Int, _ reason: String, _ now: Instant) {
    let target = lanes[lane].target
    let addresses = share.destinations[target].addresses.count
    let reason = share.destinations[target].trouble(lanes[lane].nextAddress % addresses, reason)
    trouble = "no connection: \(reason)"
    signals.tell(trouble: reason, of: target)
    lanes[lane].nextAddress += 1
    lanes[lane].untried -= 1
    guard lanes[lane].untried <= 0 else { return wait(lane, until: now) }
    lanes[lane].untried = addresses
    settle(lane)
    wait(lane, until: now + lanes[lane].backoff.failed())
  }

  private mutating func wait(_ lane: Int, until: Instant) {
    lanes[lane].state = .waiting(until: until)
    firstWaiting = min(firstWaiting, lane)
    nextRetry = min(nextRetry, until)
  }

  /// Every lane has been tried once: the run may begin.
  private mutating func settle(_ lane: Int) {
    guard !lanes[lane].isSettled else { return }
    lanes[lane].isSettled = true
    signals.settled.wrappingAdd(1, ordering: .relaxed)
  }
}
