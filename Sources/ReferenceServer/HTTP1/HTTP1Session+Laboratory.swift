import Bytes
import GRPC
import HTTP1
import Scenarios
import Timing

/// Calls over HTTP/1.1 that the laboratory delays, makes larger or ends.
extension HTTP1Session {
  /// Puts a call that has begun under its conditions.
  mutating func treat(_ conditions: Conditions, _ timeout: Nanoseconds?) {
    var treatment = laboratory.treatment(conditions)
    if let timeout { treatment.deadline = laboratory.now + timeout }
    call.treatment = treatment
  }

  /// Whether a call gets its answer now: if not, it waits, or it has ended.
  mutating func mayAnswer(_ request: Span<UInt8>) -> Bool {
    guard let treatment = call.treatment else { return true }
    switch laboratory.turn(for: entry(.turn, at: .distantFuture)) {
    case .now where treatment.delay <= .zero:
      return start(treatment)
    case .now:
      keep(request)
      delay(treatment, from: laboratory.now)
    case .later(let turn):
      keep(request)
      call.isParked = true
      call.treatment?.entries += 1
      let deadline = treatment.deadline
      if deadline < turn { add(.deadline, at: deadline) }
    case .never:
      refuse(.tooManyWait(laboratory.mostWaiting))
    }
    return false
  }

  /// Keeps the request of a call that waits.
  private mutating func keep(_ request: Span<UInt8>) {
    var kept: [UInt8] = []
    kept.append(request)
    call.body = kept
  }

  /// Lets a call whose turn it is wait for its delay.
  private mutating func delay(_ treatment: Treatment, from turn: Instant) {
    if !park(until: min(turn + treatment.delay, treatment.deadline)) {
      refuse(.tooManyWait(laboratory.mostWaiting))
    }
  }

  /// Has the laboratory keep something for the call until an instant comes.
  private mutating func add(_ errand: Wakeups.Errand, at due: Instant) {
    call.treatment?.entries += 1
    laboratory.add(entry(errand, at: due))
  }

  private func entry(_ errand: Wakeups.Errand, at due: Instant) -> Wakeups.Entry {
    Wakeups.Entry(at: due, channel: place, slot: 0, id: number, errand: errand)
  }

  /// The call's time has come: whatever it does before its answer.
  ///
  /// - Returns: Whether it is answered.
  private mutating func start(_ treatment: Treatment) -> Bool {
    guard laboratory.perform(treatment.work, before: treatment.deadline) else {
      refuse(.deadlinePassed)
      return false
    }
    // A connection that goes says so with its last answer.
    if treatment.goAway != nil { isLeaving = true }
    guard let fault = treatment.fault else { return true }
    if case .afterMessages = fault.point, fault.act.cuts { return true }
    strike(fault)
    return false
  }

  /// Lets the call wait for an instant.
  ///
  /// - Parameters:
  ///   - due: The instant.
  ///   - always: It is one of a few and waits a moment, however many others wait.
  /// - Returns: Whether there was a place to wait.
  mutating func park(until due: Instant, always: Bool = false) -> Bool {
    guard always || !laboratory.isFull else { return false }
    call.isParked = true
    add(.resume, at: due)
    return true
  }

  /// Whether the call that an entry was made for is still there.
  func awaits(_ entry: Wakeups.Entry) -> Bool { isUnderWay && entry.id == number }

  /// The call has ended, and nothing waits for it any more.
  mutating func leaveLaboratory() {
    guard let entries = call.treatment?.entries else { return }
    laboratory.noteGone(entries)
    call.treatment?.entries = 0
  }

  /// Goes on with the call that has waited for this instant.
  ///
  /// - Returns: Whether it was there; if not, it is gone.
  mutating func wake(_ entry: Wakeups.Entry) -> Bool {
    guard awaits(entry), !isDropped, let treatment = call.treatment else { return false }
    call.treatment?.entries -= 1
    // An answer that has begun is sent to its end.
    guard call.isParked, entry.errand != .deadline || treatment.trickled == nil else { return true }
    call.isParked = false
    guard entry.errand == .turn else {
      resume(treatment)
      return true
    }
    guard laboratory.now < treatment.deadline else {
      refuse(.deadlinePassed)
      laboratory.passOn(entry)
      return true
    }
    if entry.at + treatment.delay > laboratory.now {
      delay(treatment, from: entry.at)
    } else {
      resume(treatment)
    }
    return true
  }

  private mutating func resume(_ treatment: Treatment) {
    if treatment.trickled != nil { return sendPortion(treatment) }
    guard call.terms.method != .counters else { return answerWithCounters(treatment) }
    guard start(treatment) else { return }
    let request = call.body
    answer(request.span)
  }

  /// Ends a call by its fault, before any byte of its answer: head and message are one piece here.
  private mutating func strike(_ fault: Fault) {
    switch fault.act {
    case .status(let number, let hasDetails):
      guard let code = StatusCode(rawValue: number) else {
        preconditionFailure("the fault's status \(number) is none")
      }
      refuse(Status(code, Fault.words), hasDetails: hasDetails)
    case .noStatus:
      count(.noStatus)
      let none: [UInt8] = []
      respond(ResponseTemplate(500, []), none.span)
    case .reset:
      drop(.reset)
    case .drop:
      drop(.dropped)
    case .goAway:
      preconditionFailure("a GOAWAY ends no call")
    }
  }

  /// Gives a treated call the message that answers it.
  mutating func respond(with message: [UInt8], _ treatment: Treatment) {
    guard treatment.trickle != nil || treatment.fault != nil else {
      countOK()
      return send(message)
    }
    beginAnswer(message, treatment)
  }

  /// Begins an answer whose message goes out little by little, or not to its end.
  private mutating func beginAnswer(_ message: [UInt8], _ treatment: Treatment) {
    let isCut = treatment.fault != nil
    if !isCut { tally.messagesSent += 1 }
    call.body = call.terms.answersInGzip ? gzip.compressed(message) : message
    call.treatment?.trickled = 0
    if isLeaving { http.lastExchange() }
    // A message of no bytes is broken off too: one is promised that does not come.
    let promised = isCut ? max(1, call.body.count) : call.body.count
    http.beginResponse(heads[HTTP1Heads.index(call.terms)], count: promised)
    sendPortion(treatment)
  }

  /// Sends the next portion of an answer, or what is left of it; the call ends with the last one.
  ///
  /// What is cut ends a byte early: a client that has its whole answer does not ask how the
  /// connection ends.
  private mutating func sendPortion(_ treatment: Treatment) {
    let body = call.body
    let isCut = treatment.fault != nil
    let last = isCut ? max(0, body.count - 1) : body.count
    let start = call.treatment?.trickled ?? 0
    var end = last
    if let portion = treatment.trickle, start + portion.bytes < last,
      // Without a place to wait all of it goes at once.
      park(until: laboratory.now + portion.interval)
    {
      end = start + portion.bytes
    }
    http.send(body.span.extracting(start..<end), isLast: end == last && !isCut)
    call.treatment?.trickled = end
    guard end == last else { return }
    if let fault = treatment.fault { breakOff(fault) } else { countOK() }
    endAnswer()
  }

  /// Counts a call by the fault that cuts the connection once its answer has gone out so far.
  private mutating func breakOff(_ fault: Fault) {
    if case .drop = fault.act { count(.dropped) } else { count(.reset) }
    endsAbruptly = true
  }
}

extension Fault {
  /// What a call is told that fails on purpose.
  static let words = "this failure was ordered by the call or by the server's options"
}

extension Fault.Act {
  /// Whether it takes the connection away, and says nothing.
  fileprivate var cuts: Bool {
    switch self {
    case .reset, .drop: true
    case .status, .noStatus, .goAway: false
    }
  }
}
