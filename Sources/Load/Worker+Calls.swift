import Bytes
import GRPC
import HTTP2
import Scenarios
import Timing
import Transport

/// Which calls start, where, and which have waited too long.
extension Worker {
  /// How often the deadlines of waiting callers are looked at.
  private static let glanceAtCallers = Nanoseconds.milliseconds(1)

  /// Releases every call that is due, as long as a connection has room for it.
  mutating func release(_ now: Instant) {
    if pacer.isClosedLoop {
      if !noted.isEmpty { flushNoted() }
      return
    }
    if !book.untaken.isEmpty { sendUntaken(now) }
    if sliced != nil { releaseInSlices(now) }
    let wasBlocked = isBlocked
    isBlocked = false
    while let intended = dueArrival(now) {
      guard let index = channelWithRoom() else {
        guard let refusal = refusal(of: intended, now) else {
          isBlocked = true
          break
        }
        pacer.release()
        let page = lost(intended, kind(of: intended))
        book.refused(page, intended: intended, refusal.status, at: refusal.at)
        continue
      }
      // A slot that became free in this turn was not free before it.
      let couldStart = wasBlocked ? max(intended, now) : intended
      pacer.release()
      let page = channels[index].page(of: kind(of: intended))
      start(page, intended, couldStart: couldStart, on: index, now)
    }
    flushNoted()
  }

  /// Makes an arrival a call on a connection.
  @inline(__always)
  mutating func start(
    _ page: UInt32,
    _ intended: Instant,
    couldStart: Instant,
    on index: Int,
    _ now: Instant
  ) {
    var call = book.newCall(page, intended, couldStart: couldStart, on: index)
    if couldStart > intended {
      let reach = reach(of: channels[index].target)
      call.connectionWait = reaches[reach].outage.latest(in: intended..<couldStart)
    }
    channels[index].start(call, at: now, &book)
    noteOutput(index)
  }

  /// Sends the calls once more that the server has not taken, before those that are new.
  ///
  /// With slices a call stays with its target, and what one target has no room for goes behind
  /// the others once around.
  private mutating func sendUntaken(_ now: Instant) {
    // A bit for each target without room.
    var full = 0
    for _ in 0..<book.untaken.count {
      guard let caller = book.untaken.first else { return }
      let kind = caller.kind % UInt32(share.kinds)
      let target = sliceTarget(caller.ready)
      let bit = 1 << (target ?? 0)
      if let refusal = refusal(of: caller.ready, kind, now) {
        book.untaken.popFirst()
        let page = lost(caller.ready, kind)
        book.refused(page, intended: caller.ready, refusal.status, at: refusal.at)
      } else if full & bit == 0, let index = channelWithRoom(of: target) {
        book.untaken.popFirst()
        var caller = caller
        caller.kind = channels[index].page(of: kind) &+ uncounted(caller.ready)
        channels[index].start(
          book.newCall(caller, couldStart: max(now, caller.ready), on: index),
          at: now,
          &book
        )
        noteOutput(index)
      } else if target == nil {
        return
      } else {
        full |= bit
        book.untaken.popFirst()
        book.untaken.append(caller)
      }
    }
  }

  /// The kind of the call that the schedule has at an instant.
  func kind(of intended: Instant) -> UInt32 {
    chooser.kind(at: intended - timeline.start)
  }

  /// The intended start of the call to release; an interrupted run has none from then on.
  func dueArrival(_ now: Instant) -> Instant? {
    guard let intended = pacer.due(now: now), intended < measuredUntil else { return nil }
    return intended
  }

  /// The next channel in turn that can take a call.
  mutating func channelWithRoom() -> Int? {
    let count = channels.indices.count
    for _ in 0..<count {
      cursor = cursor + 1 < count ? cursor + 1 : 0
      if channels.contains(cursor), channels[cursor].canStart { return cursor }
    }
    return nil
  }

  /// What an arrival ends with that cannot start any more: its deadline has passed, or there is no
  /// connection and the last attempt to make one failed; nil while it may wait.
  func refusal(of intended: Instant, _ now: Instant) -> (status: Status, at: Instant)? {
    refusal(of: intended, kind(of: intended), now)
  }

  /// The same for a call of a given kind.
  private func refusal(
    of intended: Instant,
    _ kind: UInt32,
    _ now: Instant
  ) -> (status: Status, at: Instant)? {
    if let deadline = book.deadline(of: kind), intended + deadline <= now {
      return (.deadlineExceeded, intended + deadline)
    }
    guard let trouble = reaches[sliceTarget(intended) ?? 0].whyNot else { return nil }
    return (.connectionLost(trouble), max(now, intended))
  }

  /// In a closed loop every caller calls again at once; where the server allows fewer streams than
  /// there are callers, they wait for one with the clock running.
  mutating func refill(_ index: Int, _ now: Instant) {
    guard pacer.isClosedLoop, hasStarted else { return }
    var callers = now < measuredUntil ? share.plan.streams : 0
    var index = index
    let lane = channels[index].lane
    if elders > 0 {
      if channels[index].role == .elder {
        lanes[lane].waiting.take(&channels[index].waiting)
        guard case .filled(let current) = lanes[lane].state else { return }
        index = current
        noteOutput(index)
      }
      for elder in lanes[lane].elders { callers -= channels[elder].callsInFlight }
    }
    if !lanes[lane].waiting.isEmpty, channels[index].state == .ready {
      channels[index].waiting.take(&lanes[lane].waiting)
    }
    channels[index].refill(
      callers: max(0, callers),
      at: now,
      as: index,
      &chooser,
      &book
    )
  }

  /// Ends the calls whose deadline has passed, at the deadline.
  mutating func expire(_ now: Instant) {
    while let next = book.nextDeadline, next.at <= now {
      let index = Int(book.calls[next.call].channel)
      channels[index].expire(next.call, &book, at: next.at)
      noteOutput(index)
      refill(index, now)
    }
    flushNoted()
  }

  /// Ends the calls of waiting callers whose deadline has passed, at the deadline; where there is a
  /// connection they call again.
  mutating func dismiss(_ now: Instant) {
    book.patience = .distantFuture
    for lane in lanes.indices { lanes[lane].waiting.dismiss(&book, at: now) }
    for index in channels.indices where channels.contains(index) {
      guard !channels[index].waiting.isEmpty else { continue }
      channels[index].waiting.dismiss(&book, at: now)
      refill(index, now)
      noteOutput(index)
    }
    // All of them are looked at each time.
    book.patience = max(book.patience, now + Self.glanceAtCallers)
  }

  /// Lets the calls go on that have waited for their time.
  mutating func wakePlays(_ now: Instant) {
    guard let next = book.timers.next, next <= now else { return }
    while let play = book.timers.first(dueBy: now) {
      let call = book.plays[play].call
      let index = Int(book.calls[call].channel)
      channels[index].wake(call, &book, at: now)
      noteOutput(index)
      refill(index, now)
    }
    flushNoted()
  }

  /// Gives the channels another turn that had more to send than one turn takes.
  ///
  /// - Returns: Whether there are such channels again.
  mutating func flushHungry() -> Bool {
    guard !hungry.isEmpty else { return false }
    let count = hungry.count
    for place in 0..<count where channels.contains(hungry[place]) {
      channels[hungry[place]].isHungry = false
      flush(hungry[place])
    }
    hungry.removeFirst(count)
    return !hungry.isEmpty
  }

  /// Sends what a channel has to send, as far as its socket takes it and its turn goes.
  mutating func flush(_ index: Int) {
    if channels[index].flush(&book), !channels[index].isHungry {
      channels[index].isHungry = true
      hungry.append(index)
    }
    if channels[index].carried >= callsBeforeSuccessor
      || channels[index].http.nextIdentifier >= identifierBeforeSuccessor
    {
      renew(index)
    }
    closeIfOver(index)
  }

  /// Remembers a channel that has something to send; each is flushed once a turn.
  mutating func noteOutput(_ index: Int) {
    if noted.last != index { noted.append(index) }
  }

  mutating func flushNoted() {
    var next = 0
    // What is flushed may note others.
    while next < noted.count {
      if channels.contains(noted[next]) { flush(noted[next]) }
      next += 1
    }
    noted.removeAll(keepingCapacity: true)
  }
}
