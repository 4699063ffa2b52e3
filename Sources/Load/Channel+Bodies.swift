import Bytes
import Connect
import GRPC
import HTTP2
import Timing

/// What answers make of calls whose message is the whole body: those of Connect.
extension Channel {
  /// A head over HTTP/2 whose bytes are new.
  mutating func receiveHeadOfBody(_ head: Head, _ book: inout CallBook, _ now: Instant) {
    let call = head.stream.user
    if head.kind == .trailers { return endBody(head.stream, &book, now) }
    var fields = UnaryResponseFields()
    http.forEachField(of: head) { name, value in fields.field(name: name, value: value) }
    switch fields.meaning(encoding) {
    case .informational: return
    case .message(.identity):
      book.headCame(call, at: now)
      if !head.ended { http.remember(Verdict.messagesFollow, for: head) }
    case let meaning:
      let refusal = Refusal(meaning, httpStatus: fields.httpStatus)
      if !head.ended, let status = refusal.known {
        // Nothing that is still to come changes it.
        http.reset(head.stream, .cancel)
        return finish(head.stream, status, &book, now)
      }
      refusals[call] = refusal
    }
    if head.ended { endBody(head.stream, &book, now) }
  }

  /// A part of a body over HTTP/2.
  mutating func receiveBody(
    _ chunk: Chunk,
    _ input: borrowing ReceiveBuffer,
    _ book: inout CallBook,
    _ now: Instant
  ) {
    let call = chunk.stream.user
    let status = input.withBytes(at: chunk.offset, count: chunk.count) { bytes in
      takeBody(bytes, of: call, isWhole: chunk.ended, &book)
    }
    if let status {
      if http.isOpen(chunk.stream) { http.reset(chunk.stream, .cancel) }
      finish(chunk.stream, status, &book, now)
    } else if chunk.ended {
      endBody(chunk.stream, &book, now)
    } else if book.calls[call].play != Play.none {
      goOn(call, chunk.count, &book, now)
    }
  }

  private mutating func endBody(_ stream: Stream, _ book: inout CallBook, _ now: Instant) {
    let call = stream.user
    if refusals.isEmpty, book.calls[call].play == Play.none, departures.isEmpty {
      return book.answered(call, at: now)
    }
    finish(stream, bodyEnded(call, &book, now), &book, now)
  }

  /// Takes bytes of a call's answer.
  ///
  /// - Parameters:
  ///   - bytes: What has come.
  ///   - call: The call that they answer.
  ///   - isWhole: Whether the answer ends with them.
  ///   - book: The worker's calls.
  /// - Returns: What the call ends with at once, if they are too many.
  mutating func takeBody(
    _ bytes: Span<UInt8>,
    of call: UInt32,
    isWhole: Bool,
    _ book: inout CallBook
  ) -> Status? {
    if !refusals.isEmpty, refusals[call] != nil {
      refusals[call]?.add(bytes)
      return isWhole ? nil : refusals[call]?.tooLong
    }
    if let error = book.calls[call].deframer.takeBody(bytes.count) { return error.status }
    if book.calls[call].play != Play.none, book.inspects(call) {
      book.inspectBody(bytes, of: call, isWhole: isWhole)
    }
    return nil
  }

  /// What a call ends with whose answer is complete.
  mutating func bodyEnded(_ call: UInt32, _ book: inout CallBook, _ now: Instant) -> Status {
    if let refusal = refusals.removeValue(forKey: call) { return refusal.status }
    return book.bodyEnded(of: call, at: now) ?? .ok
  }
}
