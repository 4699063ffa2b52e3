import Bytes
import GRPC
import HTTP2
import Statistics
import Timing

/// How calls begin on a connection, and how they end with it.
extension Channel {
  /// Puts a call's first bytes into the output; `flush` sends them.
  @inline(__always)
  mutating func start(_ fresh: consuming Call, at now: Instant, _ book: inout CallBook) {
    let kind = Int(fresh.kind)
    let call = book.insert(fresh)
    carried &+= 1
    guard book.pages[kind].template.isPlain else { return open(call, kind, at: now, &book) }
    let (slot, sent) = http.open(request: requests[kind], user: call)
    book.calls[call].slot = slot
    noteDeparture(of: call)
    if sent == book.pages[kind].template.pool.bytes.count {
      if book.isMeasuring { book.pages[kind].recorder.traffic.messagesSent += 1 }
    } else {
      book.beginPlay(call)
      book.plays[book.calls[call].play].position = sent
      hold(call, &book, now)
    }
  }

  /// Opens a stream for a call that has a play, and sends what may go at once.
  private mutating func open(
    _ call: UInt32,
    _ kind: Int,
    at now: Instant,
    _ book: inout CallBook
  ) {
    guard !isExchange else { return send(call, kind, &book) }
    let shape = book.pages[kind].template.shape
    let slot = openStream(call, kind, endStream: shape.sent == 0, &book)
    book.calls[call].slot = slot
    noteDeparture(of: call)
    if shape.readRate > 0 { http.holdWindow(of: slot) }
    book.beginPlay(call)
    advance(call, &book, now)
  }

  private mutating func openStream(
    _ call: UInt32,
    _ kind: Int,
    endStream: Bool,
    _ book: inout CallBook
  ) -> UInt32 {
    guard book.pages[kind].metadata != nil else {
      return http.open(template: requests[kind], user: call, endStream: endStream)
    }
    book.pages[kind].metadata?.next()
    let extra = book.pages[kind].metadata?.block ?? []
    return http.open(
      template: requests[kind],
      extra: extra.span,
      user: call,
      endStream: endStream
    )
  }

  /// Where the book has a kind of call that is made here.
  @inline(__always)
  func page(of kind: UInt32) -> UInt32 { firstPage &+ kind }

  /// Lets the callers of a closed loop call: first those who wait, then those whose call has ended.
  mutating func refill(
    callers: Int,
    at now: Instant,
    as index: Int,
    _ chooser: inout KindChooser,
    _ book: inout CallBook
  ) {
    while !waiting.isEmpty, canStart, let caller = waiting.popFirst() {
      book.waitingCallers -= 1
      if let deadline = book.deadline(of: caller.kind), caller.ready + deadline <= now {
        book.refused(
          caller.kind,
          intended: caller.ready,
          .deadlineExceeded,
          at: caller.ready + deadline
        )
      } else {
        let couldStart = max(now, caller.ready)
        start(book.newCall(caller, couldStart: couldStart, on: index), at: now, &book)
      }
    }
    var free = callers - callsInFlight - waiting.count
    if free > 0, state == .ready {
      free -= startMany(free, at: now, as: index, &chooser, &book)
    }
    guard state == .ready, loss == nil, http.failure == nil, !exchange.hasFailed else {
      return
    }
    while free > 0 {
      let caller = WaitingCallers.Caller(ready: now, kind: page(of: chooser.next()))
      waiting.append(caller)
      book.wait(caller)
      free -= 1
    }
  }

  /// Starts as many of the calls as there is room for.
  ///
  /// - Returns: How many were started.
  private mutating func startMany(
    _ free: Int,
    at now: Instant,
    as index: Int,
    _ chooser: inout KindChooser,
    _ book: inout CallBook
  ) -> Int {
    // The one kind of one target: measured, 17 instructions a call less than the general way.
    if book.pages.count == 1, book.pages[0].template.isPlain {
      let room = min(free, http.room(for: requests[0]), callsLeft)
      for _ in 0..<room {
        start(book.newCall(0, now, couldStart: now, on: index), at: now, &book)
      }
      return room
    }
    var started = 0
    while started < free, canStart {
      let kind = page(of: chooser.next())
      start(book.newCall(kind, now, couldStart: now, on: index), at: now, &book)
      started += 1
    }
    return started
  }

  /// Ends a call that has waited too long.
  mutating func expire(_ call: UInt32, _ book: inout CallBook, at now: Instant) {
    let play = book.calls[call].play
    // A late turn has come to both instants, of which the plan's was first.
    if play != Play.none, book.plays[play].cancelAt <= now { return cancel(call, &book, at: now) }
    if isExchange {
      giveUp()
    } else {
      http.reset(http.stream(book.calls[call].slot), .cancel)
    }
    // A server that had refused the call, and was slow to say why, is not told as a silent one.
    let status = refusals[call]?.known ?? .deadlineExceeded
    finish(call, &book)
    book.failed(call, status, at: now)
  }

  /// Something is due for a call: its next message, its end, or the reading of what has come.
  mutating func wake(_ call: UInt32, _ book: inout CallBook, at now: Instant) {
    let play = book.calls[call].play
    if book.plays[play].cancelAt <= now { return cancel(call, &book, at: now) }
    let rate = book.pages[Int(book.calls[call].kind)].template.shape.readRate
    if rate > 0 {
      let count = book.read(play, rate, at: now)
      if count > 0 { http.giveBack(count, on: book.calls[call].slot) }
    }
    if book.maySend(play) { advance(call, &book, now) } else { book.setTimer(play) }
  }

  /// Ends a call because the plan wants it.
  mutating func cancel(_ call: UInt32, _ book: inout CallBook, at now: Instant) {
    guard isExchange else {
      return cancel(http.stream(book.calls[call].slot), &book, at: now)
    }
    giveUp()
    finish(call, &book)
    book.cancelledAsPlanned(call, at: now)
  }

  /// Ends the call of a stream, which may be over, because the plan wants it.
  mutating func cancel(_ stream: Stream, _ book: inout CallBook, at now: Instant) {
    let call = stream.user
    if http.isOpen(stream) { http.reset(stream, .cancel) }
    finish(call, &book)
    book.cancelledAsPlanned(call, at: now)
  }

  /// Forgets what the channel itself keeps of a call.
  mutating func finish(_ call: UInt32, _ book: inout CallBook) {
    let play = book.calls[call].play
    if play != Play.none {
      switch book.plays[play].waitsFor {
      case .window: blocked.remove(play, &book.plays)
      case .room: parked.remove(play, &book.plays)
      case nil: break
      }
    }
    if !departures.isEmpty { departures.removeAll { $0.call == call } }
    if !refusals.isEmpty { refusals[call] = nil }
  }

  /// Fails what is left when the connection is over, but for what may be sent once more.
  mutating func abandon(_ book: inout CallBook, at now: Instant) {
    var calls: [UInt32] = []
    if exchange.call != Exchange.noCall { calls.append(exchange.call) }
    http.forEachStream { calls.append($0.user) }
    let status = status
    // Some bytes of the first one may have left.
    let unsent = book.replays ? Set(departures.dropFirst().map(\.call)) : []
    for call in calls {
      if unsent.contains(call), book.isUnsent(call) {
        sendAgain(call, &book)
      } else {
        book.failed(call, status, at: now)
      }
    }
    if loss != nil, !book.replays { waiting.refuse(status, &book, at: now) }
  }

  /// What calls end with that end with the connection.
  private var status: Status {
    .connectionLost(loss ?? farewell ?? "the connection was closed")
  }

  /// Takes back a call that the server has surely not taken, to be sent once more.
  mutating func sendAgain(_ call: UInt32, _ book: inout CallBook) {
    finish(call, &book)
    let caller = book.takeBack(call)
    if book.isOpenLoop {
      book.untaken.append(caller)
    } else {
      waiting.append(caller)
      book.wait(caller)
    }
  }
}

extension WaitingCallers {
  /// Ends the waiting of those whose deadline has passed, at the deadline.
  mutating func dismiss(_ book: inout CallBook, at now: Instant) {
    for _ in 0..<count {
      guard let caller = popFirst() else { return }
      if let deadline = book.deadline(of: caller.kind) {
        let end = caller.ready + deadline
        guard end > now else {
          book.waitingCallers -= 1
          book.refused(caller.kind, intended: caller.ready, .deadlineExceeded, at: end)
          continue
        }
        book.patience = min(book.patience, end)
      }
      append(caller)
    }
  }

  /// Fails the callers: there is no connection for them.
  mutating func refuse(_ status: Status, _ book: inout CallBook, at now: Instant) {
    while let caller = popFirst() {
      book.waitingCallers -= 1
      book.refused(caller.kind, intended: caller.ready, status, at: max(now, caller.ready))
    }
  }

  /// Counts the callers as unfinished: the run is over.
  mutating func abandon(_ book: inout CallBook, at now: Instant) {
    while let caller = popFirst() {
      book.waitingCallers -= 1
      book.neverReleased(caller.kind, intended: caller.ready, at: now)
    }
  }
}
