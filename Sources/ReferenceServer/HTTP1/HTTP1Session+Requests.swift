import Bytes
import Connect
import GRPC
import GreetService
import HTTP1
import Scenarios
import Timing
import Transport

/// Requests over HTTP/1.1: what a head asks for, and what is made of a whole message.
extension HTTP1Session {
  /// Decides by the head what is to become of the request.
  mutating func interpret() {
    var fields = UnaryRequestFields(methods: Answer.methods)
    var wishes = CallWishes(options.laboratory.conditions)
    http.withRequestLine { verb, target in
      fields.setVerb(verb)
      fields.setPath(target)
    }
    http.forEachField { name, value in
      fields.field(name: name, value: value)
      wishes.field(name: name, value: value)
    }
    call.isHead = fields.isHead
    if fields.isRoot {
      call.errand = .plain
      return
    }
    switch fields.meaning() {
    case .call(let unary): admit(unary, wishes)
    case .refuse(let status, let httpStatus): call.errand = .refuse(status, httpStatus: httpStatus)
    case .reject(let httpStatus, let reason):
      call.errand = .reject(httpStatus: httpStatus, reason: reason)
    }
  }

  private mutating func admit(_ unary: IncomingUnary, _ wishes: CallWishes) {
    guard let method = ServerMethod(rawValue: unary.method) else {
      preconditionFailure("the table has a method \(unary.method) that is none")
    }
    call.method = method
    if let status = UnaryRefusal.status(method, unary, wishes) {
      call.errand = .refuse(status, httpStatus: status.code.connectHTTPStatus)
      return
    }
    let terms = CallTerms(method, unary, wishes, options.compression)
    call.begin(terms)
    if method.isWork, treatsAll || wishes.hasConditions {
      treat(wishes.conditions, unary.timeout)
    }
    // A call whose answer may wait has a deadline of its own.
    let hasDeadline = treatsAll && unary.timeout != nil
    if !wishes.hasConditions, !hasDeadline { http.remember(terms.verdict) }
  }

  /// The request is whole: it is answered now, unless it has to wait.
  mutating func endRequest(_ body: Span<UInt8>) {
    switch call.errand {
    case .plain:
      let text = ServerSession.plainBody
      respond(Self.plainHead, text.span)
    case .reject(let httpStatus, let reason):
      let field = UnaryRefusal.field(httpStatus).map { [$0] } ?? []
      let text = Array((reason + "\n").utf8)
      respond(ResponseTemplate(httpStatus, [("content-type", "text/plain")] + field), text.span)
    case .refuse(let status, let httpStatus):
      refuse(status, httpStatus)
    case .call:
      guard call.terms.asksInGzip else { return take(body) }
      if let status = gzip.decompress(body, limit: options.maxMessageSize) {
        return refuse(status.ofCaller)
      }
      let plain = gzip.plain
      take(plain.span)
    }
  }

  private static let plainHead = ResponseTemplate(200, [("content-type", "text/plain")])

  private mutating func take(_ request: Span<UInt8>) {
    tally.messagesReceived += 1
    switch call.terms.method {
    case .counters: askForCounters()
    case .healthCheck, .healthList: answerAboutHealth(request)
    default:
      if call.treatment != nil, !mayAnswer(request) { return }
      answer(request)
    }
  }

  /// Answers a request whose time for it has come.
  mutating func answer(_ request: Span<UInt8>) {
    let terms = call.terms
    if isPlanted { laboratory.perform(options.plants.length(.http1, terms.dialect.format)) }
    switch Answer(terms.method, to: request, in: terms.dialect, options.codec) {
    case .failure(let status):
      refuse(status)
    case .message(var message):
      guard let treatment = call.treatment else { return respond(with: message) }
      if let size = treatment.responseSize, terms.method == .sayHello {
        let name = Answer.name(in: request, terms.dialect.format) ?? ""
        message = SizedGreeting.message(of: name, size: size, terms.dialect.format)
      }
      respond(with: message, treatment)
    }
  }

  /// Ends a call with Connect's error body.
  mutating func refuse(_ status: Status, _ httpStatus: Int? = nil, hasDetails: Bool = false) {
    count(.status(status.code))
    let body = UnaryRefusal.body(status, hasDetails: hasDetails)
    let template = ResponseTemplate(
      httpStatus ?? status.code.connectHTTPStatus,
      [("content-type", MediaType.field(.json))]
    )
    respond(template, body.span)
  }

  /// Tells the health of one service, or of each.
  private mutating func answerAboutHealth(_ request: Span<UInt8>) {
    let answer = Answer(
      call.terms.method,
      to: request,
      services: options.guests?.services ?? ServerMethod.services,
      isServing: !laboratory.isStopping,
      in: call.terms.dialect
    )
    switch answer {
    case .failure(let status): refuse(status)
    case .message(let message): respond(with: message)
    }
  }

  /// Asks all threads what they have done.
  private mutating func askForCounters() {
    var treatment = Treatment()
    guard let board = laboratory.board else { return answer(with: tally, server: 0) }
    treatment.question = board.ask()
    treatment.due = laboratory.now + ServerSession.counterLimit
    call.treatment = treatment
    waitForCounters()
  }

  mutating func answerWithCounters(_ treatment: Treatment) {
    if let board = laboratory.board, let sum = board.sum(treatment.question) {
      return answer(with: sum, server: board.server)
    }
    guard laboratory.now < treatment.due else { return refuse(.countersMissing) }
    waitForCounters()
  }

  private mutating func waitForCounters() {
    // Who looks how the server is must see it when many calls wait.
    _ = park(until: laboratory.now + ServerSession.counterPause, always: true)
  }

  private mutating func answer(with tally: ServerTally, server: UInt64) {
    var counters = Grpcbench_CountersResponse(tally)
    counters.server = server
    respond(with: Answer.serialized(counters, call.terms.dialect.format))
  }
}

extension Status {
  static var countersMissing: Status {
    Status(.unavailable, "a thread of the server did not say what it has done; ask again")
  }

  /// What is an error of gRPC's machinery is the caller's in Connect, which has none.
  var ofCaller: Status { code == .internal ? Status(.invalidArgument, message) : self }
}
