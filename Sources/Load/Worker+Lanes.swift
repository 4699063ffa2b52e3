import Bytes
import GRPC
import HTTP2
import Scenarios
import Statistics
import Synchronization
import Timing
import Transport

/// How connections are made, lost and made again.
extension Worker {
  /// While no more connections can be made, how often that is looked at.
  private static let glance = Nanoseconds.milliseconds(10)
  /// Attempts that begin in one turn: with a thousand, each would seem to take until the last has
  /// begun.
  private static let mostAttempts = 32

  /// Looks after the connections, as far as something of them is due.
  mutating func keepUp(_ now: Instant) {
    if agenda.births <= now { makeNewConnections(now) }
    if agenda.lanes <= now { fillLanes(now) }
    if agenda.attempts <= now { giveUpSlowConnections(now) }
    if agenda.upkeep <= now { keepAlive(now) }
  }

  /// Starts connections in the lanes that are due.
  private mutating func fillLanes(_ now: Instant) {
    agenda.lanes = .distantFuture
    guard !isEnding || owesCalls else { return }
    while firstWaiting < lanes.count, !lanes[firstWaiting].isWaiting { firstWaiting += 1 }
    let enough = book.connections.attempts + UInt64(Self.mostAttempts)
    for lane in firstWaiting..<lanes.count {
      // Whichever of those that are being made stands or fails is asked for the next ones.
      if connecting >= share.mostConnecting { return }
      guard book.connections.attempts < enough else { return agenda.lanes = now }
      if case .waiting(let until) = lanes[lane].state {
        if until <= now { connect(lane, now, as: .current) }
        if case .waiting(let until) = lanes[lane].state { agenda.lanes = min(agenda.lanes, until) }
      } else if case .wanted(let from) = lanes[lane].successor {
        let isDue = from <= now
        if isDue, canMakeMore { connect(lane, now, as: .successor) }
        if case .wanted(let from) = lanes[lane].successor {
          agenda.lanes = min(agenda.lanes, isDue ? max(from, now + Self.glance) : from)
        }
      }
    }
  }

  /// Whether one more connection may be made in advance.
  var canMakeMore: Bool {
    connecting < share.mostConnecting && channels.count < share.mostChannels
  }

  /// Begins to make a connection for a lane.
  mutating func connect(_ lane: Int, _ now: Instant, as role: Channel.Role) {
    let target = lanes[lane].target
    let addresses = share.destinations[target].addresses
    let address = lanes[lane].nextAddress % addresses.count
    // The pause is one between attempts at all addresses.
    if lanes[lane].untried == addresses.count { lanes[lane].backoff.attempt(at: now) }
    book.connections.attempts += 1
    var made: Int?
    do {
      let socket = try Socket.connect(to: addresses[address])
      let secure = security.isEmpty ? nil : security[target]
      var channel = Channel(
        socket,
        lane: lane,
        role,
        target: target,
        address: address,
        share,
        secure,
        now: now
      )
      channel.keepalive = keepalive
      let index = channels.insert(channel)
      made = index
      if role == .current {
        lanes[lane].state = .filled(index)
      } else {
        lanes[lane].successor = .made(index)
      }
      connecting += 1
      let token = Token(index: UInt32(index), generation: channels.generation(index))
      try loop.register(channels[index].wire, token)
      agenda.attempts = min(agenda.attempts, now + share.plan.connectTimeout)
    } catch {
      if let made {
        channels.remove(made)
        connecting -= 1
      }
      let trouble = addresses[address].trouble(error.code)
      if addresses[address].isShortage(error.code) {
        signals.tell(note: "no more connections can be made for now: \(trouble)")
      }
      failed(lane, role, trouble, now)
    }
  }

  /// Connections that neither stand nor fail in time are given up.
  private mutating func giveUpSlowConnections(_ now: Instant) {
    agenda.attempts = .distantFuture
    guard connecting > 0 else { return }
    for index in channels.indices where channels.contains(index) {
      let limit = channels[index].since + share.plan.connectTimeout
      guard let silence = channels[index].silence else { continue }
      if limit <= now {
        let time = " within \(share.plan.connectTimeout)"
        channels[index].lose("\(silence.what)\(time)\(silence.advice)")
        closeIfOver(index)
      } else {
        agenda.attempts = min(agenda.attempts, limit)
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
    let lane = channels[index].lane
    let now = channels[index].latest
    isMade(now)
    reaches[reach(of: channels[index].target)].trouble = nil
    if !channels[index].isExchange, peer == nil { peer = channels[index].http.peer }
    if channels[index].http.peer.counters != nil {
      signals.offersCounters.store(true, ordering: .relaxed)
    }
    lanes[lane].backoff.connected()
    if lanes[lane].hasStood { book.connections.reconnects += 1 }
    lanes[lane].hasStood = true
    lanes[lane].untried = share.destinations[lanes[lane].target].addresses.count
    book.connections.opened += 1
    opened[channels[index].target][channels[index].address] += 1
    signals.tell(standing: channels[index].target)
    settle(lane, stands: true)
    beginUpkeep(index, now)
    if channels[index].role == .current {
      serve(index, now)
    } else {
      succeed(lane, now)
    }
  }

  /// A connection is no longer being made: others may be.
  private mutating func isMade(_ now: Instant) {
    if connecting >= share.mostConnecting { agenda.lanes = now }
    connecting -= 1
  }

  /// A connection takes calls from now on.
  mutating func serve(_ index: Int, _ now: Instant) {
    let lane = channels[index].lane
    if channels[index].state == .standby { channels[index].state = .ready }
    let reach = reach(of: lanes[lane].target)
    reaches[reach].standing += 1
    reaches[reach].outage.end(at: now)
    if let next = channels[index].nextUpkeep(now) { agenda.upkeep = min(agenda.upkeep, next) }
    if !lanes[lane].waiting.isEmpty { channels[index].waiting.take(&lanes[lane].waiting) }
    guard share.plan.connection.newConnections != nil else { return }
    seniority.append(Token(index: UInt32(index), generation: channels.generation(index)))
    // One more can be replaced.
    if let births { agenda.births = births.nextArrival ?? .distantFuture }
  }

  /// Fills the lane of a channel that the server sends away but that still has calls in flight.
  private mutating func makeWay(_ index: Int) {
    if channels[index].isTooLoud { calmDown(index) }
    guard channels[index].role == .current, !channels[index].isSpent,
      channels[index].carried > 0, channels.count < share.mostChannels
    else { return }
    let now = channels[index].latest
    let lane = channels[index].lane
    leaveLane(index, now)
    vacate(lane, until: now)
  }

  /// A channel is no longer that of its lane; its calls end.
  mutating func leaveLane(_ index: Int, _ now: Instant) {
    let lane = channels[index].lane
    channels[index].role = .elder
    if pacer.isClosedLoop {
      lanes[lane].elders.append(index)
      elders += 1
    }
    lanes[lane].waiting.take(&channels[index].waiting)
    falls(lane, now)
  }

  /// A lane has lost its channel: its successor fills it, or a new one from an instant on.
  private mutating func vacate(_ lane: Int, until: Instant) {
    let successor = lanes[lane].successor
    lanes[lane].successor = .none
    guard case .made(let index) = successor else {
      return wait(lane, until: until)
    }
    lanes[lane].state = .filled(index)
    channels[index].role = .current
    guard channels[index].state == .standby else { return }
    let now = EventLoop.now()
    serve(index, now)
    refill(index, now)
    noteOutput(index)
  }

  /// A standing connection of a lane takes no calls any more.
  private mutating func falls(_ lane: Int, _ now: Instant) {
    let reach = reach(of: lanes[lane].target)
    reaches[reach].standing -= 1
    if reaches[reach].standing == 0 { reaches[reach].outage.begin(at: now) }
  }

  /// Ends a channel that is lost, or spent after it was told to go.
  mutating func closeIfOver(_ index: Int) {
    guard channels.contains(index), channels[index].loss != nil || channels[index].isSpent else {
      return
    }
    close(index, EventLoop.now())
  }

  private mutating func close(_ index: Int, _ now: Instant) {
    let lane = channels[index].lane
    let role = channels[index].role
    let hasStood = channels[index].hasStood
    let loss = channels[index].loss
    // A server that sends us away is asked again at once, one that fails is left in peace first,
    // and so is one that sends us away before it has answered a call.
    let next = channels[index].endsWell ? now : max(now, lanes[lane].backoff.next)
    channels[index].abandon(&book, at: now)
    lanes[lane].waiting.take(&channels[index].waiting)
    if loss == nil { channels[index].sayGoodbye(&book) }
    if hasStood {
      book.connections.ended(channels[index].ending ?? .closedByServer)
      if loss != nil { book.connections.lost += 1 }
    } else {
      isMade(now)
    }
    channels.remove(index)
    guard hasStood else { return failed(lane, role, loss ?? "closed", now) }
    switch role {
    case .current:
      falls(lane, now)
      vacate(lane, until: next)
    case .successor: want(lane, from: next)
    case .elder:
      guard let place = lanes[lane].elders.firstIndex(of: index) else { return }
      lanes[lane].elders.remove(at: place)
      elders -= 1
      // Its callers call again where the others of their lane do.
      guard case .filled(let current) = lanes[lane].state else { return }
      refill(current, now)
      noteOutput(current)
    }
  }

  /// Tries the target's next address at once, and pauses when all of them have failed.
  private mutating func failed(
    _ lane: Int,
    _ role: Channel.Role,
    _ reason: String,
    _ now: Instant
  ) {
    book.connections.failedAttempts += 1
    let target = lanes[lane].target
    let addresses = share.destinations[target].addresses.count
    let reason = share.destinations[target].trouble(lanes[lane].nextAddress % addresses, reason)
    signals.tell(trouble: reason, of: target)
    if !lanes[lane].isSettled { signals.tried.wrappingAdd(1, ordering: .relaxed) }
    lanes[lane].nextAddress += 1
    lanes[lane].untried -= 1
    let isLast = lanes[lane].untried <= 0
    if isLast {
      lanes[lane].untried = addresses
      settle(lane, stands: false)
    }
    let next = isLast ? max(now, lanes[lane].backoff.next) : now
    guard role == .current else { return want(lane, from: next) }
    reaches[reach(of: target)].trouble = "no connection: \(reason)"
    if isLast {
      lanes[lane].waiting.refuse(.connectionLost("no connection: \(reason)"), &book, at: now)
    }
    wait(lane, until: next)
  }

  private mutating func wait(_ lane: Int, until: Instant) {
    lanes[lane].state = .waiting(until: until)
    firstWaiting = min(firstWaiting, lane)
    agenda.lanes = min(agenda.lanes, until)
  }

  /// Has a successor made for a lane, not before an instant.
  mutating func want(_ lane: Int, from: Instant) {
    lanes[lane].successor = .wanted(from: from)
    firstWaiting = min(firstWaiting, lane)
    agenda.lanes = min(agenda.lanes, from)
  }

  /// A lane has been tried; when all have, the run may begin.
  private mutating func settle(_ lane: Int, stands: Bool) {
    guard !lanes[lane].isSettled else { return }
    lanes[lane].isSettled = true
    if stands { signals.stood.wrappingAdd(1, ordering: .relaxed) }
    signals.settled.wrappingAdd(1, ordering: .relaxed)
  }
}
