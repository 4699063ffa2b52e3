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
    guard let due = laboratory.answerTime(delay: treatment.delay) else { return start(treatment) }
    var kept: [UInt8] = []
    kept.append(request)
    call.body = kept
    if !park(until: min(due, treatment.deadline)) {
      refuse(.tooManyWait(laboratory.mostWaiting))
    }
    return false
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
  /// - Returns: Whether there was a place to wait.
  mutating func park(until due: Instant) -> Bool {
    guard laboratory.wakeups.count < laboratory.mostWaiting else { return false }
    call.isParked = true
    laboratory.wakeups.add(
      Wakeups.Entry(at: due, channel: place, slot: 0, id: number, errand: .resume)
    )
    return true
  }

  /// Goes on with the call that has waited for this instant, unless it is gone.
  mutating func wake(_ entry: Wakeups.Entry) {
    guard isUnderWay, call.isParked, entry.id == number, !isDropped,
      let treatment = call.treatment
    else { return }
    call.isParked = false
    if let portion = treatment.trickle, treatment.trickled != nil { return sendPortion(portion) }
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
    if let portion = treatment.trickle { return trickle(message, portion) }
    endSpecially(treatment)
    send(message)
  }

  /// Begins an answer whose message goes out little by little; the call ends with the last of it.
  private mutating func trickle(_ message: [UInt8], _ portion: Portion) {
    tally.messagesSent += 1
    call.body = call.terms.answersInGzip ? gzip.compressed(message) : message
    call.treatment?.trickled = 0
    if isLeaving { http.lastExchange() }
    http.beginResponse(heads[HTTP1Heads.index(call.terms)], count: call.body.count)
    sendPortion(portion)
  }

  private mutating func sendPortion(_ portion: Portion) {
    let body = call.body
    let start = call.treatment?.trickled ?? 0
    var end = min(start + portion.bytes, body.count)
    // Without a place to wait all of it goes at once.
    if end < body.count, !park(until: laboratory.now + portion.interval) { end = body.count }
    http.send(body.span.extracting(start..<end), isLast: end == body.count)
    call.treatment?.trickled = end
    guard end == body.count else { return }
    if let treatment = call.treatment { endSpecially(treatment) }
    endAnswer()
  }

  /// Counts a call that has its whole answer; its fault, if it has one, cuts the connection behind
  /// it.
  private mutating func endSpecially(_ treatment: Treatment) {
    guard let fault = treatment.fault else { return countOK() }
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
