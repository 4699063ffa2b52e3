import Bytes
import GRPC
import HTTP2
import Statistics
import Timing

/// What the server's answers make of the calls.
extension Channel {
  /// The verdicts on header blocks that are remembered with their bytes.
  enum Verdict {
    static let messagesFollow: UInt32 = 1
    static let okTrailers: UInt32 = 2
    /// Messages follow, and may be compressed in a way that we know.
    static let compressedFollow: UInt32 = 3
  }

  mutating func handle(
    _ event: Event,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    switch event {
    case .head(let head): receive(head, &book, now)
    case .data(let chunk): receive(chunk, input, &book, now)
    case .answer(let answer): receive(answer, input, &book, now)
    case .ended(let stream, let ending): end(stream, ending, &book, now)
    case .ready: finishGreeting(&book)
    case .writable(let stream): release(stream.user, &book, now)
    case .connectionWritable: releaseAll(&book, now)
    case .goingAway(_, let code): hearGoAway(code, &book)
    case .failed, .pingAcknowledged, .silence: break
    }
  }

  /// The server will go; a second frame may follow that says which calls it takes.
  private mutating func hearGoAway(_ code: ErrorCode, _ book: inout CallBook) {
    if state != .leaving { ending = .goAway }
    state = .leaving
    if farewell == nil { book.connections.goaways += 1 }
    let text = http.peerGoAwayText
    let isFriendly = code == .noError || text.isEmpty
    farewell =
      "the server closed the connection after GOAWAY (\(code)\(isFriendly ? "" : ", \(text)"))"
    if code == .enhanceYourCalm, text == "too_many_pings", !isTooLoud {
      isTooLoud = true
      book.connections.tooManyPings += 1
    }
  }

  /// A whole answer at once; what is remembered of both its lists says that it is of the good kind.
  @inline(__always)
  mutating func receive(
    _ answer: Answer,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = answer.stream.user
    let isOneMessage = input.withBytes(at: answer.offset, count: answer.count) { bytes in
      MessagePrefix.isWhole(
        bytes,
        atMost: book.pages[Int(book.calls[call].kind)].template.maxMessageSize
      )
    }
    if isOneMessage, book.calls[call].play == Play.none, departures.isEmpty {
      return book.answered(call, at: now)
    }
    receiveOther(answer, input, &book, now)
  }

  /// An answer that is not one plain message to a plain call.
  private mutating func receiveOther(
    _ answer: Answer,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = answer.stream.user
    if book.calls[call].play != Play.none { book.headCame(call, at: now) }
    if answer.headVerdict == Verdict.compressedFollow { book.expectCompressed(call) }
    let error = input.withBytes(at: answer.offset, count: answer.count) { bytes in
      Self.deframe(bytes, call, &book, now)
    }
    if error == nil, book.hasEnough(call) { return cancel(answer.stream, &book, at: now) }
    finish(answer.stream, error ?? .ok, &book, now)
  }

  private mutating func receive(_ head: Head, _ book: inout CallBook, _ now: Instant) {
    if head.verdict == Verdict.okTrailers { return finish(head.stream, .ok, &book, now) }
    // The same bytes that end the stream mean something else.
    if head.verdict == Verdict.messagesFollow, !head.ended {
      return book.headCame(head.stream.user, at: now)
    }
    if head.verdict == Verdict.compressedFollow, !head.ended {
      book.headCame(head.stream.user, at: now)
      return book.expectCompressed(head.stream.user)
    }
    guard !sendsBodies else { return receiveHeadOfBody(head, &book, now) }
    var fields = ResponseFields()
    http.forEachField(of: head) { name, value in fields.field(name: name, value: value) }
    if head.kind == .trailers {
      let status = fields.trailersMeaning()
      if status == .ok { http.remember(Verdict.okTrailers, for: head) }
      return finish(head.stream, status, &book, now)
    }
    switch fields.headMeaning(endStream: head.ended) {
    case .informational:
      break
    case .messagesFollow(let encoding):
      book.headCame(head.stream.user, at: now)
      switch encoding {
      case .identity: http.remember(Verdict.messagesFollow, for: head)
      case .gzip:
        http.remember(Verdict.compressedFollow, for: head)
        book.expectCompressed(head.stream.user)
      case .other: break
      }
    case .ended(let status), .refused(let status):
      if !head.ended, http.isOpen(head.stream) { http.reset(head.stream, .cancel) }
      finish(head.stream, status, &book, now)
    }
  }

  private mutating func receive(
    _ chunk: Chunk,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    guard !sendsBodies else { return receiveBody(chunk, input, &book, now) }
    let call = chunk.stream.user
    let error = input.withBytes(at: chunk.offset, count: chunk.count) { bytes in
      Self.deframe(bytes, call, &book, now)
    }
    if let error {
      if http.isOpen(chunk.stream) { http.reset(chunk.stream, .cancel) }
      finish(chunk.stream, error, &book, now)
    } else if book.hasEnough(call) {
      cancel(chunk.stream, &book, at: now)
    } else if chunk.ended {
      finish(chunk.stream, .trailersMissing, &book, now)
    } else if book.calls[call].play != Play.none {
      goOn(call, chunk.count, &book, now)
    }
  }

  /// What a call with a play does once it has seen what came.
  mutating func goOn(
    _ call: UInt32,
    _ bytes: Int,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let shape = book.pages[Int(book.calls[call].kind)].template.shape
    if shape.readRate > 0 { book.readLater(bytes, of: call, shape.readRate, at: now) }
    if shape.alternates, book.takeTurn(book.calls[call].play, at: now) {
      advance(call, &book, now)
    }
  }

  /// Counts the messages that end in the bytes.
  private static func deframe(
    _ bytes: Span<UInt8>,
    _ call: UInt32,
    _ book: inout CallBook,
    _ now: Instant
  ) -> Status? {
    guard book.calls[call].play == Play.none else {
      let shape = book.pages[Int(book.calls[call].kind)].template.shape
      return shape.inspects
        ? book.inspect(bytes, of: call, at: now) : deframeMany(bytes, call, &book, now)?.status
    }
    var offset = 0
    // The usual case: the chunk is one message.
    if book.calls[call].deframer.wholeMessage(in: bytes, at: &offset) != nil {
      book.received(call, at: now)
      if offset == bytes.count { return nil }
    }
    while true {
      switch book.calls[call].deframer.next(in: bytes, at: &offset) {
      case .needMore: return nil
      case .begin: break
      case .payload(_, let isLast):
        guard isLast else { break }
        book.received(call, at: now)
        if offset == bytes.count { return nil }
      case .failed(let error): return error.status
      }
    }
  }

  /// The same for a call that may have many messages, which are told together.
  private static func deframeMany(
    _ bytes: Span<UInt8>,
    _ call: UInt32,
    _ book: inout CallBook,
    _ now: Instant
  ) -> DeframingError? {
    var offset = 0
    var count = 0
    var error: DeframingError?
    scan: while true {
      while book.calls[call].deframer.wholeMessage(in: bytes, at: &offset) != nil { count += 1 }
      if offset == bytes.count { break }
      switch book.calls[call].deframer.next(in: bytes, at: &offset) {
      case .needMore: break scan
      case .begin: break
      case .payload(_, let isLast): if isLast { count += 1 }
      case .failed(let failure):
        error = failure
        break scan
      }
    }
    if count > 0 { book.received(count, of: call, at: now) }
    return error
  }

  private mutating func end(
    _ stream: Stream,
    _ ending: Ending,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = stream.user
    if book.replays, Self.isUntaken(ending), book.isUnanswered(call) {
      return sendAgain(call, &book)
    }
    let status: Status =
      switch ending {
      case .resetByPeer(let code):
        .reset(
          code: code.rawValue,
          after: nil,
          deadlinePassed: book.hasExpired(call, at: now)
        )
      case .violation(let violation):
        Status(.internal, "the server broke HTTP/2: \(violation.reason)")
      case .unprocessed(let code):
        Status(.unavailable, "the server went before it took the call (GOAWAY, \(code))")
      }
    finish(stream, status, &book, now)
  }

  /// Whether the server has said that it never looked at the call (RFC 9113 §8.7).
  private static func isUntaken(_ ending: Ending) -> Bool {
    switch ending {
    case .resetByPeer(let code): code == .refusedStream
    case .unprocessed: true
    case .violation: false
    }
  }

  @inline(__always)
  mutating func finish(
    _ stream: Stream,
    _ status: Status,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = stream.user
    // The server has answered before it had the whole request (RFC 9113 §8.1).
    if book.calls[call].play != Play.none, http.isOpen(stream) { http.reset(stream, .noError) }
    finish(call, &book)
    book.ended(call, status, at: now)
  }
}
