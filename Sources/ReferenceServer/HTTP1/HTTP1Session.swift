import Bytes
import Connect
import GRPC
import HTTP1
import Scenarios
import Timing
import Transport

/// The server's side of one HTTP/1.1 connection without its socket: Connect's unary calls, one by
/// one.
///
/// Requests that come ahead are answered in their order; what waits of them is bounded by what one
/// read brings.
struct HTTP1Session: ~Copyable {
  /// Output beyond this stops the answering of requests until some of it is written.
  static let comfortableOutput = 512 * 1024

  var http: Connection
  let options: ServerOptions
  let gzip: GzipCodec
  let laboratory: Laboratory
  /// By which the thread knows the connection.
  var place = Token(index: 0, generation: 0)
  /// What was done on this connection, but for the bytes.
  var tally = ServerTally()
  var call = HTTP1Call()
  /// A request has begun, and is not answered.
  private(set) var isUnderWay = false
  /// The first request's head has come.
  private(set) var hasBegun = false
  /// Requests so far, by which one that waits is known again.
  private(set) var number: UInt32 = 0
  /// The connection is to be cut at once.
  var isDropped = false
  /// The connection is to be cut once the output is written.
  var endsAbruptly = false
  /// The exchange that is under way is the last one.
  var isLeaving = false

  let treatsAll: Bool
  let isPlanted: Bool
  let heads = HTTP1Heads.all

  init(_ options: ServerOptions, _ gzip: GzipCodec, _ laboratory: Laboratory) {
    self.options = options
    self.gzip = gzip
    self.laboratory = laboratory
    treatsAll = options.laboratory.treatsAll
    isPlanted = !options.plants.isEmpty
    var limits = Limits()
    limits.maxBody = options.maxMessageSize
    limits.maxHead = options.maxHeadSize
    limits.maxFields = options.maxHeadFields
    http = Connection(role: .server, limits: limits)
    http.answersViolations = false
  }

  /// Nothing more is to be done on the connection than to send what is made.
  var isOver: Bool { http.isOver || endsAbruptly || isLeaving && !isUnderWay }

  /// Bytes that the client makes the server hold: a request's message, an answer that waits, and
  /// what has come of a head.
  var held: Int { call.body.count + http.output.count + http.kept }

  /// The number of the request whose head has begun and not ended.
  var openHead: UInt32? { http.hasOpenHead ? number &+ 1 : nil }

  /// Bytes of answers that wait to be written, and those that were.
  var unsent: Int { http.output.count }
  var bytesSent: Int64 { http.output.totalTaken }

  /// Acts on what has arrived, until it is another connection's turn.
  ///
  /// - Returns: Whether some may be left to act on once output is written.
  mutating func receive(_ input: inout ReceiveBuffer) -> Bool {
    // The body's only piece so far, which need not be copied if it is the whole.
    var piece: (offset: Int, count: Int)?
    var effort = 0
    var spellEnd: Instant?
    while !isDropped, !isOver {
      guard http.output.count < Self.comfortableOutput else {
        keep(piece, input)
        return true
      }
      guard let event = http.next(&input) else { break }
      switch event {
      case .head(let head):
        begin(head)
      case .body(let offset, let count):
        guard piece != nil || !call.body.isEmpty else {
          piece = (offset, count)
          continue
        }
        keep(piece, input)
        keep((offset, count), input)
        piece = nil
      case .ended:
        let packed = call.terms.asksInGzip
        effort += ServerSession.effortOfMessage + call.body.count
        end(piece, input)
        piece = nil
        if packed { effort += gzip.plain.count }
        guard effort >= ServerSession.effortPerGlance else { continue }
        let isLong = effort >= ServerSession.longestEffort
        effort = 0
        let now = laboratory.clock
        if isLong || now >= spellEnd ?? .distantFuture { return true }
        spellEnd = spellEnd ?? now + ServerSession.longestSpell
      case .failed(let violation):
        answer(violation)
      }
    }
    keep(piece, input)
    return false
  }

  /// The client sends nothing more.
  mutating func close() {
    if case .failed(let violation)? = http.close() { answer(violation) }
  }

  /// Keeps a piece of the body until the rest has come.
  private mutating func keep(
    _ piece: (offset: Int, count: Int)?,
    _ input: borrowing ReceiveBuffer
  ) {
    guard let piece, case .call = call.errand else { return }
    input.withBytes(at: piece.offset, count: piece.count) { call.body.append($0) }
  }

  private mutating func end(
    _ piece: (offset: Int, count: Int)?,
    _ input: borrowing ReceiveBuffer
  ) {
    if let piece {
      input.withBytes(at: piece.offset, count: piece.count) { endRequest($0) }
    } else {
      let body = call.body
      endRequest(body.span)
    }
  }

  private mutating func begin(_ head: Head) {
    guard head.verdict != 0 else { return beginAnew() }
    hasBegun = true
    isUnderWay = true
    number &+= 1
    tally.begun &+= 1
    let terms = CallTerms(verdict: head.verdict)
    call.begin(terms)
    if treatsAll, terms.method.isWork { treat(options.laboratory.conditions, nil) }
  }

  /// Begins a request whose head is new.
  private mutating func beginAnew() {
    hasBegun = true
    isUnderWay = true
    number &+= 1
    call = HTTP1Call()
    interpret()
    if call.isCall { tally.begun &+= 1 }
  }

  /// Tells a client what it did wrong: in Connect's words where a call's message is too long, for
  /// people otherwise.
  private mutating func answer(_ violation: Violation) {
    // A head that promises too much has not begun its request.
    if violation.status == 413, !isUnderWay { beginAnew() }
    if violation.status == 413, isUnderWay, call.isCall {
      return refuse(.longBody(limit: options.maxMessageSize), violation.status)
    }
    http.answer(violation)
    countCancelled()
  }

  /// Counts a call whose client broke a rule, or whose connection has gone, before its answer.
  mutating func countCancelled() {
    guard isUnderWay else { return }
    leaveLaboratory()
    isUnderWay = false
    if call.isCall { tally.endings.count(call.method, .status(.cancelled)) }
  }

  /// Cuts the connection in the place of an answer, which is how the call ends.
  mutating func drop(_ ending: CallEnding) {
    count(ending)
    leaveLaboratory()
    isUnderWay = false
    isDropped = true
  }

  /// Counts a call that ends.
  mutating func count(_ ending: CallEnding) {
    guard call.isCall else { return }
    tally.calls += 1
    tally.endings.count(call.method, ending)
  }

  /// Sends the answer of the request that is under way.
  mutating func respond(_ template: ResponseTemplate, _ body: Span<UInt8>) {
    if isLeaving { http.lastExchange() }
    http.respond(template, body, isHead: call.isHead)
    endAnswer()
  }

  /// The answer is made, all of it.
  mutating func endAnswer() {
    // A connection that idles holds no message.
    if !call.body.isEmpty { call.body = [] }
    if call.treatment != nil { leaveLaboratory() }
    isUnderWay = false
  }

  /// Sends a message as the answer of the call that is under way.
  mutating func respond(with message: [UInt8]) {
    countOK()
    send(message)
  }

  /// Counts a call that is answered as it should be.
  mutating func countOK() {
    // Who looks changes nothing.
    if call.terms.method != .counters { tally.calls += 1 }
    tally.endings.countOK(call.terms.method)
  }

  /// Sends a message, however the call is counted.
  mutating func send(_ message: [UInt8]) {
    tally.messagesSent += 1
    let template = heads[HTTP1Heads.index(call.terms)]
    guard call.terms.answersInGzip else { return respond(template, message.span) }
    let body = gzip.compressed(message)
    respond(template, body.span)
  }
}

/// The heads of answers with a message, as many as there are kinds of them.
enum HTTP1Heads {
  static let all: [ResponseTemplate] = [Dialect.connect, .connectJSON].flatMap { dialect in
    let type = ("content-type", MediaType.field(dialect.format))
    return [
      ResponseTemplate(200, [type]), ResponseTemplate(200, [type, ("content-encoding", "gzip")]),
    ]
  }

  static func index(_ terms: CallTerms) -> Int {
    (terms.dialect == .connectJSON ? 2 : 0) + (terms.answersInGzip ? 1 : 0)
  }
}
