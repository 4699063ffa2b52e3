import Bytes
import Connect
import GRPC
import HTTP2
import Scenarios
import Timing

/// Connect's unary calls over HTTP/2: a body is one message, and a failure an HTTP status.
extension ServerSession {
  /// Does what a request asks for that is not gRPC's.
  mutating func interpret(
    _ meaning: UnaryMeaning,
    _ head: Head,
    _ wishes: CallWishes,
    isHead: Bool
  ) {
    switch meaning {
    case .call(let call):
      admit(call, head, wishes)
    case .refuse(let status, let httpStatus):
      refuseBare(head.stream, status, httpStatus)
    case .reject(let httpStatus, let reason):
      tally.begun -= 1
      var fields = [HeaderField(":status", String(httpStatus)), Self.plainText]
      if let field = UnaryRefusal.field(httpStatus) {
        fields.append(HeaderField(field.name, field.value))
      }
      let text = Array((reason + "\n").utf8)
      guard !isHead else { return answerWithHead(head.stream, fields, text) }
      answerPlainly(head.stream, fields, text)
    }
  }

  private mutating func admit(_ call: IncomingUnary, _ head: Head, _ wishes: CallWishes) {
    guard let method = ServerMethod(rawValue: call.method) else {
      preconditionFailure("the table has a method \(call.method) that is none")
    }
    let slot = Int(head.stream.slot)
    calls[slot].method = method
    calls[slot].dialect = Dialect(isConnect: true, call.format)
    if let status = UnaryRefusal.status(method, call, wishes) {
      return refuse(head.stream, status)
    }
    let terms = CallTerms(method, call, wishes, options.compression)
    accept(terms, head.stream)
    let isTreated = method.isWork && (treatsAll || wishes.hasConditions)
    if isTreated {
      treat(head.stream, wishes.conditions, call.timeout)
    }
    let isAsked = method.tellsServices && options.guests != nil
    if isAsked { makeSpecial(head.stream) }
    // A call whose answer may wait has a deadline of its own.
    let hasDeadline = treatsAll && call.timeout != nil
    if !wishes.hasConditions, !isAsked, !hasDeadline { http.remember(terms.verdict, for: head) }
  }

  /// The body of a request, in as many pieces as it comes.
  mutating func takeBody(_ bytes: Span<UInt8>, _ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    guard calls[slot].partial.count + bytes.count <= options.maxMessageSize else {
      let limit = options.maxMessageSize
      return refuse(chunk.stream, .longBody(limit: limit))
    }
    if chunk.ended, calls[slot].partial.isEmpty { return takeWhole(bytes, chunk.stream) }
    calls[slot].partial.append(bytes)
    guard hold(bytes.count, slot) else {
      return giveUp(chunk.stream, .unread(limit: options.maxUnread))
    }
    if chunk.ended { endRequest(chunk.stream) }
  }

  /// The body is here; without any byte it is an empty message.
  mutating func endBody(_ stream: Stream) {
    let request = calls[Int(stream.slot)].partial
    takeWhole(request.span, stream)
  }

  /// Sends a message that is the whole body.
  mutating func sendBare(_ stream: Stream, _ message: [UInt8]) {
    let slot = Int(stream.slot)
    tally.messagesSent += 1
    let body = calls[slot].answersInGzip ? gzip.compressed(message) : message
    beginFrames()
    respond(stream)
    if body.count >= Self.longMessage { long = body } else { frames = body }
    if sendFrames(stream) { finish(stream) } else { calls[slot].isEnding = true }
  }

  /// Whether the last byte of a call's body is also the end of its stream.
  func endsWithBody(_ slot: Int) -> Bool {
    guard calls[slot].dialect.isConnect else { return false }
    // What goes wrong after the message needs the stream.
    return !calls[slot].isSpecial || treatments[slot].fault == nil
  }

  /// Ends the stream of a call whose body is sent, if the body has not.
  mutating func endBare(_ stream: Stream) {
    guard http.isOpen(stream) else { return }
    let none: [UInt8] = []
    _ = http.send(none.span, on: stream.slot, endStream: true)
  }

  /// Ends a call with an HTTP status and Connect's error body.
  mutating func refuseBare(
    _ stream: Stream,
    _ status: Status,
    _ httpStatus: Int,
    hasDetails: Bool = false
  ) {
    let hasHead = calls[Int(stream.slot)].hasHead
    count(stream, .status(status.code))
    forget(stream)
    // The status has gone out already, so the client must see that the body is none.
    guard !hasHead else { return http.reset(stream, .internalError) }
    let body = UnaryRefusal.body(status, hasDetails: hasDetails)
    let type = HeaderField("content-type", MediaType.field(.json))
    answerPlainly(stream, [HeaderField(":status", String(httpStatus)), type], body)
  }

  /// The number of the head with which a call in a dialect is answered.
  mutating func otherHead(_ dialect: Dialect, inGzip: Bool) -> Int {
    let index = Int(dialect.rawValue) * 2 + (inGzip ? 1 : 0)
    if otherHeads.isEmpty { otherHeads = Array(repeating: nil, count: Dialect.allCases.count * 2) }
    if let known = otherHeads[index] { return known }
    let name = dialect.isConnect ? "content-encoding" : "grpc-encoding"
    let encoding = inGzip ? [HeaderField(name, "gzip")] : []
    let head = http.register(HeaderTemplate(Self.head(dialect) + encoding))
    otherHeads[index] = head
    return head
  }

  /// What the head of a response in a dialect has in any case.
  static func head(_ dialect: Dialect) -> [HeaderField] {
    switch dialect {
    case .grpc: head
    case .grpcJSON:
      [
        HeaderField(":status", "200"), HeaderField("content-type", "application/grpc+json"),
        acceptedEncodings,
      ]
    case .connect, .connectJSON:
      [
        HeaderField(":status", "200"),
        HeaderField("content-type", MediaType.field(dialect.format)),
      ]
    }
  }

  /// Whether a fault says something that in Connect stands at the head of the answer.
  func mustPrecede(_ fault: Fault, _ slot: Int) -> Bool {
    guard calls[slot].dialect.isConnect else { return false }
    switch fault.act {
    case .status, .noStatus: return true
    case .reset, .drop, .goAway: return false
    }
  }
}
