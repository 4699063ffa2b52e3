import Bytes
import GRPC
import HTTP2
import Scenarios
import Timing
import Transport

/// Which calls start, where, and which have waited too long.
extension Worker {
  /// Releases every call that is due, as long as a connection has room for it.
  mutating func release(_ now: Instant) {
    if pacer.isClosedLoop {
      if !noted.isEmpty { flushNoted() }
      return
    }
    if !book.untaken.isEmpty { sendUntaken(now) }
    let wasBlocked = isBlocked
    isBlocked = false
    while let intended = dueArrival(now) {
      guard let index = channelWithRoom(for: intended) else {
        if !refuseLateArrival(intended, now) {
          isBlocked = true
          break
        }
        continue
      }
      // A slot that became free in this turn was not free before it.
      let couldStart = wasBlocked ? max(intended, now) : intended
      pacer.release()
      let kind = channels[index].page(of: kind(of: intended)) &+ uncounted(intended)
      var call = book.newCall(kind, intended, couldStart: couldStart, on: index)
      if couldStart > intended {
        call.connectionWait = outage.latest(in: intended..<couldStart)
      }
      channels[index].start(call, at: now, &book)
      noteOutput(index)
    }
    flushNoted()
  }

  /// Sends the calls once more that the server has not taken, before those that are new.
  private mutating func sendUntaken(_ now: Instant) {
    while let caller = book.untaken.first {
      let kind = caller.kind % UInt32(share.kinds)
      let deadline = book.deadline(of: caller.kind).map { caller.ready + $0 }
      if let deadline, deadline <= now {
        book.untaken.popFirst()
        book.refused(
          share.homeless + kind,
          intended: caller.ready,
          .deadlineExceeded,
          at: deadline
        )
      } else if let index = channelWithRoom() {
        book.untaken.popFirst()
        var caller = caller
        caller.kind = channels[index].page(of: kind)
        channels[index].start(
          book.newCall(caller, couldStart: max(now, caller.ready), on: index),
          at: now,
          &book
        )
        noteOutput(index)
      } else if standing == 0, let trouble {
        book.untaken.popFirst()
        book.refused(
          share.homeless + kind,
          intended: caller.ready,
          .connectionLost(trouble),
          at: max(now, caller.ready)
        )
      } else {
        return
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

  /// The next channel in turn that can take the call of an arrival: with slices, one of its target.
  private mutating func channelWithRoom(for intended: Instant) -> Int? {
    guard let slices = share.slices else { return channelWithRoom() }
    let target = slices.target(at: intended - timeline.start)
    let count = channels.indices.count
    for _ in 0..<count {
      cursor = cursor + 1 < count ? cursor + 1 : 0
      if channels.contains(cursor), channels[cursor].canStart,
        lanes[channels[cursor].lane].target == target
      {
        return cursor
      }
    }
    return nil
  }

  /// How far behind its page an arrival is counted: in the beginning of a slice apart.
  private func uncounted(_ intended: Instant) -> UInt32 {
    guard let slices = share.slices else { return 0 }
    return slices.isDropped(at: intended - timeline.start) ? share.uncounted : 0
  }

  /// The next channel in turn that can take a call.
  private mutating func channelWithRoom() -> Int? {
    let count = channels.indices.count
    for _ in 0..<count {
      cursor = cursor + 1 < count ? cursor + 1 : 0
      if channels.contains(cursor), channels[cursor].canStart { return cursor }
    }
    return nil
  }

  /// Gives an arrival its outcome when it cannot start any more: its deadline has passed, or there
  /// is no connection and the last attempt to make one failed.
  private mutating func refuseLateArrival(_ intended: Instant, _ now: Instant) -> Bool {
    let kind = share.homeless + kind(of: intended)
    if standing == 0, let trouble {
      pacer.release()
      book.refused(kind, intended: intended, .connectionLost(trouble), at: now)
      return true
    }
    if let deadline = book.deadline(of: kind), intended + deadline <= now {
      pacer.release()
      book.refused(kind, intended: intended, .deadlineExceeded, at: intended + deadline)
      return true
    }
    return false
  }

  /// In a closed loop every caller calls again at once; where the server allows fewer streams than
  /// there are callers, they wait for one with the clock running.
  mutating func refill(_ index: Int, _ now: Instant) {
    guard pacer.isClosedLoop, hasStarted else { return }
    var callers = now < measuredUntil ? share.plan.streams : 0
    var index = index
    if elders > 0 {
      let lane = channels[index].lane
      if channels[index].role == .elder {
        guard case .filled(let current) = lanes[lane].state else { return }
        index = current
        noteOutput(index)
      }
      for elder in lanes[lane].elders { callers -= channels[elder].callsInFlight }
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
