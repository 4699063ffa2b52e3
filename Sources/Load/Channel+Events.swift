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
    case .ready: state = .ready
    case .writable(let stream): send(stream.user, &book)
    case .connectionWritable: sendBlocked(&book)
    case .goingAway(_, let code):
      state = .leaving
      farewell = "the server closed the connection after GOAWAY (\(code))"
      book.recorder.connections.goaways += 1
    case .failed, .pingAcknowledged: break
    }
  }

  /// A whole answer at once; what is remembered of both its lists says that it is of the good kind.
  @inline(__always)
  private mutating func receive(
    _ answer: Answer,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = answer.stream.user
    let error = input.withBytes(at: answer.offset, count: answer.count) { bytes in
      Self.deframe(bytes, call, &book)
    }
    finish(answer.stream, error?.status ?? .ok, &book, now)
  }

  private mutating func receive(_ head: Head, _ book: inout CallBook, _ now: Instant) {
    if head.verdict == Verdict.okTrailers { return finish(head.stream, .ok, &book, now) }
    // The same bytes that end the stream mean something else.
    if head.verdict == Verdict.messagesFollow, !head.ended { return }
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
      if encoding == .identity { http.remember(Verdict.messagesFollow, for: head) }
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
    let call = chunk.stream.user
    let error = input.withBytes(at: chunk.offset, count: chunk.count) { bytes in
      Self.deframe(bytes, call, &book)
    }
    if let error {
      if http.isOpen(chunk.stream) { http.reset(chunk.stream, .cancel) }
      finish(chunk.stream, error.status, &book, now)
    } else if chunk.ended {
      finish(chunk.stream, .trailersMissing, &book, now)
    }
  }

  /// Counts the messages that end in the bytes.
  private static func deframe(
    _ bytes: Span<UInt8>,
    _ call: UInt32,
    _ book: inout CallBook
  ) -> DeframingError? {
    var offset = 0
    // The usual case: the chunk is one message.
    if book.calls[call].deframer.wholeMessage(in: bytes, at: &offset) != nil {
      book.received(call)
      if offset == bytes.count { return nil }
    }
    while true {
      switch book.calls[call].deframer.next(in: bytes, at: &offset) {
      case .needMore: return nil
      case .begin: break
      case .payload(_, let isLast):
        guard isLast else { break }
        book.received(call)
        if offset == bytes.count { return nil }
      case .failed(let error): return error
      }
    }
  }

  private mutating func end(
    _ stream: Stream,
    _ ending: Ending,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = stream.user
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

  private mutating func finish(
    _ stream: Stream,
    _ status: Status,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    // The server has answered before it had the whole request (RFC 9113 §8.1).
    if !blocked.isEmpty, http.isOpen(stream) { http.reset(stream, .noError) }
    finish(stream.user)
    book.ended(stream.user, status, at: now)
  }
}
