import Bytes
import HTTP2
import Statistics
import Timing

/// How the messages of calls with a play are sent: as their turns, their schedule, the windows and
/// the output allow.
extension Channel {
  /// Sends what may go now, and sees to it that the call is looked at when more may.
  mutating func advance(_ call: UInt32, _ book: inout CallBook, _ now: Instant) {
    let play = book.calls[call].play
    let kind = Int(book.calls[call].kind)
    while book.plays[play].left > 0, !book.plays[play].awaitsAnswer {
      if book.plays[play].due > now {
        return book.setTimer(play)
      }
      let room = Self.comfortableOutput - http.output.count
      guard room > 0 else { return park(call, &book) }
      let end = book.endOfRun(play, atMost: room)
      let start = book.plays[play].position
      let sent = send(start..<end, of: call, play, kind, &book)
      note(sent, of: call, play, kind, &book)
      book.takeTurn(play, at: now)
      if sent < end - start { return hold(call, &book, now) }
    }
    if book.plays[play].timer != Timers.none { book.setTimer(play) }
  }

  /// Hands bytes of a call's messages to the connection, as many as it takes.
  ///
  /// A live codec writes the message anew that begins here. What a window keeps back of it is sent
  /// from the pool later, which has the same bytes.
  private mutating func send(
    _ range: Range<Int>,
    of call: UInt32,
    _ play: UInt32,
    _ kind: Int,
    _ book: inout CallBook
  ) -> Int {
    let slot = book.calls[call].slot
    let isLast = book.isLastRun(play, until: range.upperBound)
    let variant = book.plays[play].variant
    if range.lowerBound == book.pages[kind].template.pool.start(of: variant),
      book.write(variant, kind)
    {
      return http.send(book.written.span.extracting(0..<range.count), on: slot, endStream: isLast)
    }
    let bytes = book.pages[kind].template.pool.bytes.span.extracting(range)
    return http.send(bytes, on: slot, endStream: isLast)
  }

  /// Counts what the connection has taken, message by message.
  private mutating func note(
    _ sent: Int,
    of call: UInt32,
    _ play: UInt32,
    _ kind: Int,
    _ book: inout CallBook
  ) {
    let shape = book.pages[kind].template.shape
    let isTimed = shape.rate != nil
    let position = book.plays[play].position + sent
    book.plays[play].position = position
    while book.plays[play].left > 0,
      book.pages[kind].template.pool.ends[book.plays[play].variant] <= position
    {
      let isAtEnd = book.pages[kind].template.pool.bytes.count == position
      let due = book.plays[play].due
      let note = book.messageTaken(play)
      if isTimed { noteDeparture(of: call, intended: due, note: note) }
      if isAtEnd, book.plays[play].variant == 0 { break }
    }
  }

  /// A window holds the call back: it goes on when the connection says so.
  mutating func hold(_ call: UInt32, _ book: inout CallBook, _ now: Instant) {
    let play = book.calls[call].play
    let window: Phase =
      http.holdup(of: book.calls[call].slot) == .connection ? .connectionWindow : .streamWindow
    book.plays[play].clock.hold(window, at: now)
    blocked.append(play, &book.plays)
  }

  private mutating func park(_ call: UInt32, _ book: inout CallBook) {
    let play = book.calls[call].play
    parked.append(play, &book.plays)
  }

  /// A call that a window held back may go on.
  mutating func release(_ call: UInt32, _ book: inout CallBook, _ now: Instant) {
    let play = book.calls[call].play
    guard play != Play.none, book.plays[play].waitsFor == .window else { return }
    blocked.remove(play, &book.plays)
    book.plays[play].clock.hold(nil, at: now)
    advance(call, &book, now)
  }

  /// All calls that a window held back may try again, in their order.
  mutating func releaseAll(_ book: inout CallBook, _ now: Instant) {
    for _ in 0..<blocked.count {
      guard let play = blocked.first else { return }
      let call = book.plays[play].call
      release(call, &book, now)
      // The connection's window is used up: the others keep their places, in front of this one.
      if book.plays[play].waitsFor == .window,
        http.holdup(of: book.calls[call].slot) == .connection
      {
        return
      }
    }
  }

  /// Lets the calls that wait for room in the output go on, in their order.
  mutating func sendParked(_ book: inout CallBook, _ now: Instant) {
    for _ in 0..<parked.count {
      guard http.output.count < Self.comfortableOutput, let play = parked.first else { return }
      parked.remove(play, &book.plays)
      advance(book.plays[play].call, &book, now)
    }
  }
}
