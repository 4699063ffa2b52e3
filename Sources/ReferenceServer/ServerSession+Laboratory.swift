import Bytes
import GRPC
import GreetService
import HTTP2
import Scenarios
import Timing

/// Calls that the laboratory delays, slows down or makes larger.
extension ServerSession {
  /// Puts a call that has begun under its conditions.
  mutating func treat(_ stream: Stream, _ conditions: Conditions, _ timeout: Nanoseconds?) {
    let slot = Int(stream.slot)
    calls[slot].isSpecial = true
    reserveTreatment(slot)
    treatments[slot] = laboratory.treatment(conditions)
    if let timeout, timeout < .distantFuture - laboratory.now {
      treatments[slot].deadline = laboratory.now + timeout
    }
    if conditions.window != nil { http.holdWindow(of: stream.slot) }
    // A call of many answers waits before the first; the others once their request is whole.
    if calls[slot].method == .sayHelloBidi { _ = mayAnswer(stream) }
  }

  mutating func reserveTreatment(_ slot: Int) {
    while treatments.count <= slot {
      treatments.append(Treatment())
      notePlaces()
    }
  }

  /// Whether a call that is ready for its answer gets it now: if not, it waits, or it has ended.
  mutating func mayAnswer(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    guard treatments[slot].isOn, treatments[slot].stage != .open else { return true }
    guard treatments[slot].stage == .fresh else { return false }
    switch laboratory.turn(for: entry(stream, .turn, at: .distantFuture)) {
    case .now:
      return delay(stream, from: laboratory.now)
    case .later(let turn):
      treatments[slot].stage = .waiting
      treatments[slot].entries += 1
      calls[slot].isParked = true
      lines.remove(stream.slot)
      let deadline = treatments[slot].deadline
      if deadline < turn { add(stream, .deadline, at: deadline) }
    case .never:
      refuse(stream, .tooManyWait(laboratory.mostWaiting))
    }
    return false
  }

  /// A call whose turn it is waits for its delay, if it has one.
  ///
  /// - Returns: Whether it is answered now: if not, it waits, or it has ended.
  private mutating func delay(_ stream: Stream, from turn: Instant) -> Bool {
    let slot = Int(stream.slot)
    let due = turn + treatments[slot].delay
    guard due > laboratory.now else { return start(stream) }
    treatments[slot].stage = .waiting
    if !park(stream, until: due) { refuse(stream, .tooManyWait(laboratory.mostWaiting)) }
    return false
  }

  /// Has the laboratory keep something for a call until an instant comes.
  private mutating func add(_ stream: Stream, _ errand: Wakeups.Errand, at due: Instant) {
    treatments[Int(stream.slot)].entries += 1
    laboratory.add(entry(stream, errand, at: due))
  }

  private func entry(_ stream: Stream, _ errand: Wakeups.Errand, at due: Instant)
    -> Wakeups.Entry
  {
    Wakeups.Entry(at: due, channel: place, slot: stream.slot, id: stream.id, errand: errand)
  }

  /// Like `mayAnswer`, for a call of one request, which is kept while the call waits.
  mutating func mayAnswer(_ stream: Stream, _ request: Span<UInt8>) -> Bool {
    let slot = Int(stream.slot)
    switch calls[slot].method {
    case .counters: askForCounters(stream)
    case .healthWatch: watch(stream, request)
    case .healthCheck, .healthList: answerAboutHealth(stream, request)
    default:
      guard mayAnswer(stream) else {
        guard calls[slot].isParked else { return false }
        treatments[slot].request.append(request)
        if !hold(request.count, slot) { giveUp(stream, .unread(limit: options.maxUnread)) }
        return false
      }
      return true
    }
    return false
  }

  /// The call's time has come: whatever it does before its answer.
  ///
  /// - Returns: Whether it is answered.
  private mutating func start(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    treatments[slot].stage = .open
    guard laboratory.perform(treatments[slot].work, before: treatments[slot].deadline) else {
      expire(stream)
      return false
    }
    if case .goAway(let isGraceful) = treatments[slot].goAway { leave(isGraceful: isGraceful) }
    guard let fault = treatments[slot].fault else { return true }
    if case .afterMessages = fault.point, !mustPrecede(fault, slot) { return true }
    strike(stream, fault)
    return false
  }

  /// Lets a call wait for an instant, or for its deadline if that is earlier.
  ///
  /// - Parameters:
  ///   - stream: The call.
  ///   - due: The instant.
  ///   - always: It is one of a few and waits a moment, however many others wait.
  /// - Returns: Whether there was a place to wait.
  mutating func park(_ stream: Stream, until due: Instant, always: Bool = false) -> Bool {
    guard always || !laboratory.isFull else { return false }
    let slot = Int(stream.slot)
    lines.remove(stream.slot)
    calls[slot].isParked = true
    add(stream, .resume, at: min(due, treatments[slot].deadline))
    return true
  }

  /// Whether what an entry was made for is still there.
  func awaits(_ entry: Wakeups.Entry) -> Bool {
    guard entry.errand != .refillConnection else { return isRefilling }
    let slot = Int(entry.slot)
    return calls.indices.contains(slot) && http.stream(entry.slot).id == entry.id
      && calls[slot].method != nil
  }

  /// The connection is gone, and so is all that waits for an instant on it.
  mutating func leaveLaboratory() {
    if isRefilling { laboratory.noteGone(1) }
    isRefilling = false
    for slot in treatments.indices {
      laboratory.noteGone(treatments[slot].entries)
      treatments[slot].entries = 0
    }
  }

  /// Goes on with what has waited for this instant.
  ///
  /// - Returns: Whether it was there; if not, it is gone.
  mutating func wake(_ entry: Wakeups.Entry) -> Bool {
    let slot = Int(entry.slot)
    guard http.failure == nil, !isDropped else { return false }
    guard entry.errand != .refillConnection else {
      refillConnection()
      return true
    }
    guard awaits(entry) else { return false }
    let stream = http.stream(entry.slot)
    treatments[slot].entries -= 1
    if entry.errand == .refill {
      refill(stream)
      return true
    }
    guard calls[slot].isParked else { return true }
    calls[slot].isParked = false
    if laboratory.now >= treatments[slot].deadline {
      expire(stream)
      // Its turn, if it had come to that, is another one's.
      laboratory.passOn(entry)
      return true
    }
    if entry.errand == .turn { begin(stream, at: entry.at) } else { resume(stream) }
    return true
  }

  /// Ends a call whose time is over, inside a message by the code that gRPC has for it.
  private mutating func expire(_ stream: Stream) {
    let slot = Int(stream.slot)
    let isInside = calls[slot].isInsideMessage && !calls[slot].unsent.isEmpty
    guard isInside || calls[slot].dialect.isConnect && calls[slot].hasHead else {
      return refuse(
        stream,
        calls[slot].dialect.isConnect ? .deadlinePassed : .timeoutPassed
      )
    }
    count(stream, .status(.deadlineExceeded))
    forget(stream)
    http.reset(stream, .cancel)
  }

  private mutating func resume(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard let method = calls[slot].method else { return }
    if method == .counters { return answerWithCounters(stream) }
    guard treatments[slot].stage == .waiting else {
      lines.put(stream.slot, in: .ready)
      return
    }
    if start(stream) { goOn(stream, method) }
  }

  /// A call that has stood in the queue has its turn.
  private mutating func begin(_ stream: Stream, at turn: Instant) {
    guard let method = calls[Int(stream.slot)].method, delay(stream, from: turn) else { return }
    goOn(stream, method)
  }

  /// Answers a call that has waited.
  private mutating func goOn(_ stream: Stream, _ method: ServerMethod) {
    let slot = Int(stream.slot)
    switch method.kind {
    case .unary, .serverStreaming:
      let request = treatments[slot].request
      answer(stream, request.span, by: method)
    case .clientStreaming: endRequests(stream)
    case .bidirectional: answerUnread(stream)
    }
  }

  /// Sends the next portion of a call's responses.
  ///
  /// - Returns: Whether all went out.
  mutating func sendPortion(_ stream: Stream, _ portion: Portion) -> Bool {
    let slot = Int(stream.slot)
    var rest = takeUnsent(slot)
    let start = calls[slot].sent
    let end = min(start + portion.bytes, rest.count)
    let sent = http.send(rest.span.extracting(start..<end), on: stream.slot, endStream: false)
    guard start + sent < rest.count else { return true }
    putBack(&rest, start + sent, slot)
    if start + sent < end {
      lines.put(stream.slot, in: sent > 0 ? .blocked : .starved)
    } else if !park(stream, until: laboratory.now + portion.interval) {
      lines.put(stream.slot, in: .ready)
    }
    return false
  }

  /// Makes the next response of a server stream whose messages have gaps.
  ///
  /// The gaps are those of a schedule that flow control does not stretch.
  mutating func makeNext(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard streams[slot].left > 0 else { return end(stream, .ok) }
    if treatments[slot].messages == 0 { treatments[slot].due = laboratory.now }
    let due = treatments[slot].due
    // Without a place to wait the message is early.
    if due > laboratory.now, park(stream, until: due) { return }
    beginFrames()
    greet(streams[slot].names, slot)
    streams[slot].left -= 1
    treatments[slot].messages += 1
    if let gap = treatments[slot].gap {
      treatments[slot].due = due + gap.draw(&treatments[slot].generator)
    }
    let isSent = sendFrames(stream)
    if streams[slot].left == 0 { return end(stream, .ok) }
    if isSent {
      lines.put(stream.slot, in: .ready)
    }
  }

  /// A server stream makes no more messages than come before its fault.
  mutating func limitMessages(_ slot: Int) {
    guard case .afterMessages(let count) = treatments[slot].fault?.point else { return }
    streams[slot].left = min(streams[slot].left, count)
  }

  /// Counts an answer, after which the call may have to end.
  mutating func isLastBeforeFault(_ slot: Int) -> Bool {
    treatments[slot].messages += 1
    return treatments[slot].fault?.point == .afterMessages(treatments[slot].messages)
  }

  /// Gives the answer to one greeting the size that is wanted.
  mutating func resize(_ message: inout [UInt8], _ request: Span<UInt8>, _ slot: Int) {
    guard let size = treatments[slot].responseSize else { return }
    let format = calls[slot].dialect.format
    let name = Answer.name(in: request, format) ?? ""
    message = SizedGreeting.message(of: name, size: size, format)
  }

  /// Whether the stream's window is not opened as its bytes are read.
  func isStarved(_ slot: Int) -> Bool {
    calls[slot].isSpecial && treatments[slot].window != nil
  }

  /// Notes what a client has sent whose window is opened little by little, or never.
  mutating func note(_ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    guard case .slowly(let portion) = treatments[slot].window, !chunk.ended else { return }
    treatments[slot].owed += chunk.count
    guard !treatments[slot].isRefilling, treatments[slot].owed > 0 else { return }
    treatments[slot].isRefilling = true
    addRefill(chunk.stream, portion)
  }

  private mutating func refill(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard case .slowly(let portion) = treatments[slot].window else { return }
    let count = min(portion.bytes, treatments[slot].owed)
    treatments[slot].owed -= count
    http.giveBack(count, on: stream.slot)
    treatments[slot].isRefilling = treatments[slot].owed > 0
    if treatments[slot].isRefilling { addRefill(stream, portion) }
  }

  /// Notes what a client has sent whose connection's window is opened little by little, or never.
  mutating func noteHeld() {
    guard case .slowly(let portion) = options.laboratory.connectionPace, !isRefilling,
      http.heldOfConnection > 0, !laboratory.isFull
    else { return }
    isRefilling = true
    laboratory.add(
      Wakeups.Entry(
        at: laboratory.now + portion.interval,
        channel: place,
        slot: 0,
        id: 0,
        errand: .refillConnection
      )
    )
  }

  private mutating func refillConnection() {
    guard case .slowly(let portion) = options.laboratory.connectionPace else { return }
    isRefilling = false
    http.giveBackToConnection(atMost: portion.bytes)
    noteHeld()
  }

  private mutating func addRefill(_ stream: Stream, _ portion: Portion) {
    // Without a place to wait the window stays shut, which is what it was asked for.
    guard !laboratory.isFull else { return }
    add(stream, .refill, at: laboratory.now + portion.interval)
  }
}

extension Status {
  static func tooManyWait(_ limit: Int) -> Status {
    Status(
      .resourceExhausted,
      "over \(limit) calls wait already; send fewer, or shorten the delay"
    )
  }
}
