import Bytes
import Statistics
import Timing

/// The messages of calls that have more than one each way.
extension CallBook {
  /// Gives a call its play, with all its messages still to be sent.
  mutating func beginPlay(_ call: UInt32) {
    let kind = Int(calls[call].kind)
    let variant = pages[kind].takeVariant()
    let couldStart = calls[call].couldStart
    released &+= 1
    let shape = pages[kind].template.shape
    var play = Play(
      call: call,
      left: shape.sent,
      variant: variant,
      firstVariant: variant,
      position: pages[kind].template.pool.start(of: variant),
      due: couldStart,
      clock: PhaseClock(.sending, at: couldStart)
    )
    if let rate = shape.rate {
      var schedule = MessageSchedule(
        shape.arrivals,
        rate: rate,
        start: calls[call].intended,
        seed: seed,
        key: released
      )
      play.due = schedule.next()
      play.schedule = schedule
    }
    if shape.cancelAfter > .zero {
      play.cancelAt = calls[call].intended + shape.cancelAfter
    }
    let index = plays.insert(play)
    calls[call].play = index
    if play.cancelAt < .distantFuture { timers.set(index, play.cancelAt, &plays) }
  }

  /// Looks at a call again when the first thing that it waits for is due.
  mutating func setTimer(_ play: UInt32) {
    let sending = maySend(play) ? plays[play].due : .distantFuture
    let reading = plays[play].unread > 0 ? plays[play].sipAt : .distantFuture
    timers.set(play, min(sending, min(plays[play].cancelAt, reading)), &plays)
  }

  /// Whether a call has a message that goes as soon as it is due.
  func maySend(_ play: UInt32) -> Bool {
    plays[play].left > 0 && !plays[play].awaitsAnswer && plays[play].waitsFor == nil
  }

  /// Lets a call whose messages alternate go on, after its think time, once the server has answered
  /// what was sent; a server may have answered more than that.
  ///
  /// - Returns: Whether it goes on.
  @discardableResult
  mutating func takeTurn(_ play: UInt32, at now: Instant) -> Bool {
    let call = plays[play].call
    let shape = pages[Int(calls[call].kind)].template.shape
    let sent = shape.sent - plays[play].left
    guard plays[play].awaitsAnswer, Int(calls[call].messagesReceived) >= sent else { return false }
    plays[play].awaitsAnswer = false
    plays[play].due = now + shape.thinkTime
    return true
  }

  /// Whether the plan cancels a call now that so many messages have come.
  func hasEnough(_ call: UInt32) -> Bool {
    guard calls[call].play != Play.none else { return false }
    let enough = pages[Int(calls[call].kind)].template.shape.cancelAfterMessages
    return enough > 0 && Int(calls[call].messagesReceived) >= enough
  }

  /// Where the bytes end that may be sent in one go: a message that has an instant of its own, or
  /// is written anew, goes alone.
  func endOfRun(_ play: UInt32, atMost room: Int) -> Int {
    let kind = Int(calls[plays[play].call].kind)
    let shape = pages[kind].template.shape
    let variant = plays[play].variant
    let isAlone = shape.alternates || shape.rate != nil || shape.isLive
    let messages = isAlone ? 1 : plays[play].left
    let last = min(variant + messages, pages[kind].template.pool.count) - 1
    return min(pages[kind].template.pool.ends[last], plays[play].position + room)
  }

  /// Whether the call's last message ends where a run of bytes ends.
  func isLastRun(_ play: UInt32, until end: Int) -> Bool {
    let kind = Int(calls[plays[play].call].kind)
    let last = plays[play].variant + plays[play].left - 1
    return last < pages[kind].template.pool.count && pages[kind].template.pool.ends[last] == end
  }

  /// Bytes have come that a slow reader reads in its own time.
  mutating func readLater(_ count: Int, of call: UInt32, _ rate: Int, at now: Instant) {
    let play = calls[call].play
    if plays[play].unread == 0 {
      plays[play].readUntil = now
      plays[play].sipAt = now + Self.time(min(count, Self.sip(rate)), rate)
    }
    plays[play].unread += count
    setTimer(play)
  }

  /// Lets a slow reader read what it has had the time for.
  ///
  /// - Returns: How many bytes it has read.
  mutating func read(_ play: UInt32, _ rate: Int, at now: Instant) -> Int {
    guard plays[play].unread > 0, plays[play].sipAt <= now else { return 0 }
    let able = Double((now - plays[play].readUntil).count) * Double(rate) / 1e9
    let count = min(plays[play].unread, Int(able))
    plays[play].unread -= count
    plays[play].readUntil = plays[play].readUntil + Self.time(count, rate)
    let next = min(plays[play].unread, Self.sip(rate))
    plays[play].sipAt = max(now, plays[play].readUntil + Self.time(next, rate))
    return count
  }

  /// Bytes that a slow reader reads at once: what it reads in 10 ms.
  private static func sip(_ rate: Int) -> Int { max(1, rate / 100) }

  /// The time that a slow reader takes for some bytes, rounded up.
  private static func time(_ count: Int, _ rate: Int) -> Nanoseconds {
    Nanoseconds(Int64((Double(count) * 1e9 / Double(rate)).rounded(.up)))
  }

  /// The message that is under way has been taken whole by the connection.
  ///
  /// - Returns: The note to be told when it is handed to the socket, if there is one.
  mutating func messageTaken(_ play: UInt32) -> UInt32 {
    let call = plays[play].call
    let kind = Int(calls[call].kind)
    let shape = pages[kind].template.shape
    var note = NoteList.none
    if shape.pairs { note = plays[play].notes.append(plays[play].due, to: &notes) }
    plays[play].left -= 1
    plays[play].variant += 1
    if plays[play].variant == pages[kind].template.pool.count {
      plays[play].variant = 0
      plays[play].position = 0
    }
    if shape.alternates { plays[play].awaitsAnswer = true }
    if let due = plays[play].schedule?.next() { plays[play].due = due }
    if isMeasuring { pages[kind].recorder.traffic.messagesSent += 1 }
    return note
  }

  /// A message that has an instant of its own was handed to the socket.
  mutating func messageSent(_ call: UInt32, _ note: UInt32, intended: Instant, at now: Instant) {
    let kind = Int(calls[call].kind)
    guard pages[kind].template.shape.rate != nil else { return }
    pages[kind].recorder.messageSent(intended: intended, sent: now)
    // A server that answers before it is asked has taken the note out, perhaps for another's.
    if note != NoteList.none, notes[note].intended == intended { notes[note].sent = now }
  }

  /// Whole messages of a call have come.
  mutating func received(_ count: Int, of call: UInt32, at now: Instant) {
    let play = calls[call].play
    let kind = Int(calls[call].kind)
    let isFirst = calls[call].messagesReceived == 0
    calls[call].messagesReceived += UInt32(count)
    if isMeasuring { pages[kind].recorder.traffic.messagesReceived += UInt64(count) }
    plays[play].clock.message(at: now)
    guard pages[kind].template.shape.streams else { return }
    if isFirst {
      let intended = calls[call].intended
      let started = calls[call].started ?? intended
      pages[kind].recorder.firstMessage(intended: intended, started: started, at: now)
    }
    if isMeasuring {
      if let last = plays[play].lastMessage { pages[kind].recorder.gap(max(now, last) - last) }
      // What one read brings came together.
      if count > 1 { pages[kind].recorder.gap(.zero, count: UInt64(count - 1)) }
    }
    plays[play].lastMessage = now
    guard pages[kind].template.shape.pairs else { return }
    for _ in 0..<count {
      guard let note = plays[play].notes.popFirst(&notes) else { break }
      pages[kind].recorder.roundTrip(intended: note.intended, sent: note.sent, at: now)
    }
  }
}
