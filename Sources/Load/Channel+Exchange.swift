import Bytes
import Connect
import GRPC
import HTTP1
import Scenarios
import Statistics
import Timing
import Transport

/// How calls go over HTTP/1.1, one after the other.
extension Channel {
  /// Puts a call's whole request into the output.
  mutating func send(_ call: UInt32, _ kind: Int, _ book: inout CallBook) {
    exchange.call = call
    if !book.pages[kind].template.text.block.isEmpty {
      exchange.http.request(book.pages[kind].template.text.block.span)
      if book.isMeasuring { book.pages[kind].recorder.traffic.messagesSent += 1 }
    } else {
      book.beginPlay(call)
      let play = book.calls[call].play
      let message = book.plays[play].variant
      book.pages[kind].metadata?.next()
      let fields = book.pages[kind].metadata?.block ?? []
      let head = book.pages[kind].template.text.heads[message]
      if book.write(message, kind) {
        exchange.http.request(head: head.span, fields.span, body: book.written.span)
      } else {
        let start = book.pages[kind].template.pool.start(of: message)
        let end = book.pages[kind].template.pool.ends[message]
        exchange.http.request(
          head: head.span,
          fields.span,
          body: book.pages[kind].template.pool.bytes.span.extracting(start..<end)
        )
      }
      _ = book.messageTaken(play)
    }
    departures.append(
      Departure(
        call: call,
        end: exchange.http.output.totalWritten,
        intended: nil,
        note: NoteList.none
      )
    )
  }

  /// Reads all there is and plays the call on, as `receive` does.
  mutating func receiveExchange(
    _ input: inout ReceiveBuffer,
    _ book: inout CallBook,
    hasEnded: Bool
  ) {
    while loss == nil, exchange.http.failure == nil {
      exchange.http.begin(&input)
      let room = input.free
      let transfer = wire.read(into: &input)
      if state == .securing, wire.isEstablished { finishSecuring(&book) }
      if case .moved(let count) = transfer {
        let now = EventLoop.now()
        latest = now
        if !wire.isSecure, !exchange.hasHead { lookAtStranger(input) }
        if book.isMeasuring { book.wire.bytesReceived += UInt64(count) }
        while let event = exchange.http.next(&input) { handle(event, input, &book, now) }
        endRefused(&book, now)
      }
      exchange.http.end(&input)
      if isSpent { return }
      switch transfer {
      case .moved(let count): if count < room, !hasEnded, !wire.hasMore { return }
      case .wouldBlock: return
      case .closed: return hearClose(input, &book)
      case .failed(let code):
        lose(wire.trouble ?? "the connection broke: \(SystemError.text(code))", .broken)
      }
    }
  }

  /// Sends what waits; the call whose bytes the kernel took has now started.
  mutating func flushExchange(_ book: inout CallBook) {
    while isThrough, loss == nil, !exchange.http.output.isEmpty {
      let now = EventLoop.now()
      guard case .moved(let count) = wire.write(from: &exchange.http.output) else { break }
      if book.isMeasuring { book.wire.bytesSent += UInt64(count) }
      markDeparted(&book, now, taken: exchange.http.output.totalTaken)
    }
    if let failure = exchange.http.failure, loss == nil {
      lose("the server broke HTTP/1.1: \(failure.reason)\(exchangeDoubt)", .violation)
    }
  }

  /// Ends the call before its answer, and the connection with it: what is under way on it belongs
  /// to no one.
  mutating func giveUp() {
    exchange.call = Exchange.noCall
    depart(.callGivenUp)
  }

  private mutating func handle(
    _ event: HTTP1.Event,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = exchange.call
    switch event {
    case .head(let head): receive(head, call, &book, now)
    case .body(let offset, let count):
      input.withBytes(at: offset, count: count) { take($0, call, &book, now) }
    case .ended: end(call, &book, now)
    case .failed(let violation):
      // Without a call it is told with the connection's loss.
      guard call != Exchange.noCall else { return }
      let reason = "the server broke HTTP/1.1: \(violation.reason)\(exchangeDoubt)"
      end(call, Status(.internal, reason), &book, now)
    }
  }

  private mutating func receive(
    _ head: HTTP1.Head,
    _ call: UInt32,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    guard head.verdict == 0 else { return book.headCame(call, at: now) }
    exchange.hasHead = true
    var fields = UnaryResponseFields(httpStatus: head.status)
    exchange.http.forEachField { name, value in fields.field(name: name, value: value) }
    switch fields.meaning(encoding) {
    case .informational: break
    case .message(.identity):
      exchange.http.remember(Exchange.messageFollows)
      book.headCame(call, at: now)
    case let refusal: refusals[call] = Refusal(refusal, httpStatus: fields.httpStatus)
    }
  }

  private mutating func take(
    _ bytes: Span<UInt8>,
    _ call: UInt32,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    // A message that was too long has ended its call.
    guard call != Exchange.noCall else { return }
    let isWhole = exchange.http.hasWholeBody
    guard let status = takeBody(bytes, of: call, isWhole: isWhole, &book) else { return }
    end(call, status, &book, now)
    depart(.callGivenUp)
  }

  /// Ends a call whose answer is a failure for certain, and the connection with it, where the body
  /// may be long in coming.
  ///
  /// One that is short and has a length is waited for: a connection costs more than it does.
  private mutating func endRefused(_ book: inout CallBook, _ now: Instant) {
    guard !refusals.isEmpty, let status = refusals[exchange.call]?.known else { return }
    if let left = exchange.http.bodyLeft, left <= ErrorBody.byteLimit { return }
    end(exchange.call, status, &book, now)
    depart(.callGivenUp)
  }

  /// The answer is complete.
  private mutating func end(_ call: UInt32, _ book: inout CallBook, _ now: Instant) {
    if !exchange.http.keepsAlive || !exchange.http.output.isEmpty { depart(.closedByServer) }
    guard call != Exchange.noCall else { return }
    if refusals.isEmpty, book.calls[call].play == Play.none, departures.isEmpty {
      exchange.call = Exchange.noCall
      return book.answered(call, at: now)
    }
    end(call, bodyEnded(call, &book, now), &book, now)
  }

  private mutating func end(
    _ call: UInt32,
    _ status: Status,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    exchange.call = Exchange.noCall
    finish(call, &book)
    book.ended(call, status, at: now)
  }

  /// The server has closed its side: the end of an answer without a length, of an idle connection,
  /// or of a call.
  private mutating func hearClose(_ input: borrowing ReceiveBuffer, _ book: inout CallBook) {
    if exchange.call != Exchange.noCall, case .ended? = exchange.http.close() {
      return end(exchange.call, &book, latest)
    }
    guard exchange.call == Exchange.noCall, hasStood else {
      let reason = wire.trouble ?? "the server closed the connection\(exchangeDoubt)"
      return lose(reason, .closedByServer)
    }
    depart(.closedByServer)
  }

  /// No call begins here any more.
  private mutating func depart(_ end: ConnectionEnd) {
    if state != .leaving { ending = end }
    state = .leaving
  }

  /// What answers in the place of a server of HTTP, as its first bytes tell.
  private mutating func lookAtStranger(_ input: borrowing ReceiveBuffer) {
    guard let stranger = input.stranger else { return }
    if case .http1 = stranger { return }
    lose(stranger.trouble)
  }

  /// What to ask when a server does not keep to HTTP/1.1 from the beginning.
  private var exchangeDoubt: String {
    guard carried <= 1 else { return "" }
    let tls = wire.isSecure ? "" : ", and does it want TLS (--tls)"
    return "; does it speak HTTP/1.1 on this port\(tls)?"
  }
}
