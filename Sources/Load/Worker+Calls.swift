import Bytes
import GRPC
import Scenarios
import Timing
import Transport

/// Which calls start, where, and which have waited too long.
extension Worker {
  /// Releases every call that is due, as long as a connection has room for it.
  mutating func release(_ now: Instant) {
    if pacer.isClosedLoop { return }
    let wasBlocked = isBlocked
    isBlocked = false
    while let intended = dueArrival(now) {
      guard let index = channelWithRoom() else {
        if !refuseLateArrival(intended, now) {
          isBlocked = true
          break
        }
        continue
      }
      // A slot that became free in this turn was not free before it.
      let couldStart = wasBlocked ? max(intended, now) : intended
      pacer.release()
      channels[index].start(intended, couldStart: couldStart, as: index, &book)
      noteOutput(index)
    }
    flushNoted()
  }

  /// The intended start of the call to release; an interrupted run has none from then on.
  func dueArrival(_ now: Instant) -> Instant? {
    guard let intended = pacer.due(now: now), intended < measuredUntil else { return nil }
    return intended
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
    if standing == 0, let trouble {
      pacer.release()
      book.refused(intended: intended, .connectionLost(trouble), at: now)
      return true
    }
    if let deadline = book.deadline, intended + deadline <= now {
      pacer.release()
      book.refused(intended: intended, .deadlineExceeded, at: intended + deadline)
      return true
    }
    return false
  }

  /// In a closed loop every caller calls again at once; where the server allows fewer streams than
  /// there are callers, they wait for one with the clock running.
  mutating func refill(_ index: Int, _ now: Instant) {
    guard pacer.isClosedLoop, hasStarted else { return }
    let isOpen = now < measuredUntil
    channels[index].refill(
      callers: isOpen ? share.plan.streams : 0,
      at: now,
      as: index,
      &book
    )
  }

  /// Ends the calls whose deadline has passed, at the deadline.
  mutating func expire(_ now: Instant) {
    while let deadline = book.nextDeadline, deadline <= now, let call = book.oldest {
      let index = Int(book.calls[call].channel)
      channels[index].cancel(call, &book, at: deadline)
      noteOutput(index)
      refill(index, now)
    }
    flushNoted()
  }

  /// Remembers a channel that has something to send; each is flushed once a turn.
  mutating func noteOutput(_ index: Int) {
    if noted.last != index { noted.append(index) }
  }

  mutating func flushNoted() {
    for index in noted where channels.contains(index) {
      channels[index].flush(&book)
      closeIfOver(index)
    }
    noted.removeAll(keepingCapacity: true)
  }
}
