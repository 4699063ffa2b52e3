import Bytes
import GRPC
import GreetService
import HTTP2

/// Request messages, from the bytes of a stream to what the method makes of them.
extension ServerSession {
  mutating func take(_ bytes: Span<UInt8>, _ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    guard let method = calls[slot].method, !calls[slot].isEnding else { return }
    if calls[slot].isSpecial { note(chunk) }
    guard method.kind.sendsOne else { return takeMany(bytes, chunk) }
    if calls[slot].dialect.isConnect { takeBody(bytes, chunk) } else { takeOne(bytes, chunk) }
  }

  /// The request of one message, in as many pieces as it comes.
  private mutating func takeOne(_ bytes: Span<UInt8>, _ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    var offset = 0
    // The usual case: the request is here in one piece. What follows comes to the same.
    if chunk.ended, calls[slot].messages == 0,
      let range = calls[slot].deframer.wholeMessage(in: bytes, at: &offset)
    {
      calls[slot].messages = 1
      let request = bytes.extracting(range)
      if offset == bytes.count { return answer(chunk.stream, request) }
      calls[slot].partial.append(request)
      _ = hold(request.count, slot)
    }
    while true {
      switch calls[slot].deframer.next(in: bytes, at: &offset) {
      case .needMore:
        if chunk.ended { endRequest(chunk.stream) }
        return
      case .begin(_, let compressed):
        calls[slot].messages += 1
        calls[slot].isCompressed = compressed
      case .payload(let range, _):
        calls[slot].partial.append(bytes.extracting(range))
        guard hold(range.count, slot) else { return giveUp(chunk.stream) }
      case .failed(let error):
        return refuse(chunk.stream, error.status)
      }
    }
  }

  /// The client sends nothing more on a stream.
  mutating func endRequest(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard let method = calls[slot].method, !calls[slot].isEnding else { return }
    calls[slot].isHalfClosed = true
    guard method.kind.sendsOne else { return endRequests(stream) }
    guard !calls[slot].dialect.isConnect else { return endBody(stream) }
    guard calls[slot].messages == 1 else {
      return refuse(stream, .wrongMessageCount(calls[slot].messages, expected: 1))
    }
    guard calls[slot].deframer.isAtBoundary else {
      return refuse(stream, DeframingError.cutShort.status)
    }
    let request = calls[slot].partial
    takeWhole(request.span, stream)
  }

  /// The request message of a call that has one.
  mutating func takeWhole(_ request: Span<UInt8>, _ stream: Stream) {
    let slot = Int(stream.slot)
    guard calls[slot].isCompressed else { return answer(stream, request) }
    if let status = gzip.decompress(request, limit: options.maxMessageSize) {
      return refuse(stream, calls[slot].dialect.isConnect ? status.ofCaller : status)
    }
    let plain = gzip.plain
    effort += plain.count
    answer(stream, plain.span)
  }

  private mutating func takeMany(_ bytes: Span<UInt8>, _ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    guard calls[slot].method != .plain else {
      if chunk.ended { answerPlainly(chunk.stream) }
      return
    }
    var offset = 0
    let waits = calls[slot].isParked || lines.contains(chunk.stream.slot)
    if !waits { answerMany(chunk.stream, bytes, &offset) }
    guard calls[slot].method != nil, !calls[slot].isEnding else { return }
    giveBack(offset, chunk.stream)
    if offset < bytes.count {
      streams[slot].unread.append(bytes.extracting(offset...))
      guard hold(bytes.count - offset, slot) else { return giveUp(chunk.stream) }
    }
    guard waiting <= options.maxUnread || calls[slot].held == 0 else {
      return giveUp(chunk.stream)
    }
    if chunk.ended { endRequest(chunk.stream) }
  }

  /// Lets the client send as much again as was read of a stream whose window is held.
  private mutating func giveBack(_ count: Int, _ stream: Stream) {
    let slot = Int(stream.slot)
    guard count > 0, let method = calls[slot].method, method.holdsWindow, http.isOpen(stream),
      !isStarved(slot)
    else { return }
    http.giveBack(count, on: stream.slot)
  }

  /// Ends a call whose client sends more than may wait.
  private mutating func giveUp(_ stream: Stream) {
    giveUp(stream, .unread(limit: options.maxUnread))
  }

  /// Ends a call at once, also in the middle of a message.
  mutating func giveUp(_ stream: Stream, _ status: Status) {
    let slot = Int(stream.slot)
    let isInside = calls[slot].isInsideMessage && !calls[slot].unsent.isEmpty
    let isCut = calls[slot].method == .plain || calls[slot].dialect.isConnect && calls[slot].hasHead
    guard isInside || isCut else { return refuse(stream, status) }
    // Trailers inside a message would say something else; this code means RESOURCE_EXHAUSTED too.
    count(stream, .reset)
    forget(stream)
    http.reset(stream, .enhanceYourCalm)
  }

  /// The requests have ended: so do the responses, once those before are sent.
  mutating func endRequests(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard calls[slot].method != .plain else { return answerPlainly(stream) }
    guard !calls[slot].isParked, !lines.contains(stream.slot) else { return }
    guard calls[slot].deframer.isAtBoundary else {
      return end(stream, DeframingError.cutShort.status)
    }
    guard calls[slot].method != .guest else { return endGuestRequests(stream) }
    guard calls[slot].method?.kind == .clientStreaming else { return end(stream, .ok) }
    if calls[slot].isSpecial, !mayAnswer(stream) { return }
    beginFrames()
    greet(streams[slot].names, slot)
    respond(stream)
    _ = sendFrames(stream)
    end(stream, .ok)
  }

  /// Reads requests and answers them until the bytes are used up, a window closes, the call ends,
  /// or it is another connection's turn.
  private mutating func answerMany(_ stream: Stream, _ bytes: Span<UInt8>, _ offset: inout Int) {
    repeat {
      guard answerSlice(stream, bytes, &offset) else { return }
    } while offset < bytes.count && !putsOff(stream)
  }

  /// Reads requests until their answers make a slice, and sends those.
  ///
  /// - Returns: Whether the stream may go on.
  private mutating func answerSlice(
    _ stream: Stream,
    _ bytes: Span<UInt8>,
    _ offset: inout Int
  ) -> Bool {
    if calls[Int(stream.slot)].method == .guest { return hearGuest(stream, bytes, &offset) }
    beginFrames()
    let status = readSlice(stream, bytes, &offset)
    var isSent = true
    effort += frames.count
    if !frames.isEmpty {
      if !calls[Int(stream.slot)].hasHead { respond(stream) }
      isSent = sendFrames(stream)
    }
    guard let status else { return isSent }
    end(stream, status)
    return false
  }

  /// Goes on with the requests that have waited.
  mutating func answerUnread(_ stream: Stream) {
    let slot = Int(stream.slot)
    var unread: [UInt8] = []
    swap(&unread, &streams[slot].unread)
    let start = streams[slot].read
    streams[slot].read = 0
    var offset = start
    let goesOn = answerSlice(stream, unread.span, &offset)
    guard calls[slot].method != nil else { return }
    guard !calls[slot].isEnding else { return release(unread.count - start, slot) }
    release(offset - start, slot)
    giveBack(offset - start, stream)
    // What was read goes once it is the larger part, so that no byte is moved twice.
    if offset * 2 >= unread.count {
      unread.removeFirst(offset)
      offset = 0
    }
    swap(&unread, &streams[slot].unread)
    streams[slot].read = offset
    guard goesOn else { return }
    if offset < streams[slot].unread.count {
      lines.put(stream.slot, in: .ready)
    } else if calls[slot].isHalfClosed {
      endRequests(stream)
    }
  }

  /// Reads requests into `frames` until the bytes are used up, a slice of answers is there, or they
  /// have taken some effort.
  ///
  /// - Returns: What the call ends with when it cannot go on.
  private mutating func readSlice(
    _ stream: Stream,
    _ bytes: Span<UInt8>,
    _ offset: inout Int
  ) -> Status? {
    let slot = Int(stream.slot)
    var deframer = calls[slot].deframer
    defer { calls[slot].deframer = deframer }
    let most = effort + Self.effortPerGlance
    while frames.count < Self.longestSlice, effort < most {
      if let range = deframer.wholeMessage(in: bytes, at: &offset) {
        if let status = takeNext(bytes.extracting(range), slot) { return status }
        continue
      }
      switch deframer.next(in: bytes, at: &offset) {
      case .needMore:
        return nil
      case .begin(_, let compressed):
        calls[slot].isCompressed = compressed
      case .payload(let range, let isLast):
        if let status = takePart(bytes.extracting(range), isLast, slot) { return status }
      case .failed(let error):
        return error.status
      }
    }
    return nil
  }

  private mutating func takePart(_ part: Span<UInt8>, _ isLast: Bool, _ slot: Int) -> Status? {
    let isCompressed = calls[slot].isCompressed
    if isLast, !isCompressed, calls[slot].partial.isEmpty { return takeNext(part, slot) }
    calls[slot].partial.append(part)
    _ = hold(part.count, slot)
    guard isLast else { return nil }
    var message: [UInt8] = []
    swap(&message, &calls[slot].partial)
    var status: Status?
    if isCompressed {
      status = gzip.decompress(message.span, limit: options.maxMessageSize)
      if status == nil {
        let plain = gzip.plain
        effort += plain.count
        status = takeNext(plain.span, slot)
      }
    } else {
      status = takeNext(message.span, slot)
    }
    release(message.count, slot)
    // Its memory serves the next message.
    message.removeAll(keepingCapacity: true)
    swap(&message, &calls[slot].partial)
    return status
  }

  /// Acts on the next message of a stream of requests.
  private mutating func takeNext(_ request: Span<UInt8>, _ slot: Int) -> Status? {
    tally.messagesReceived += 1
    if calls[slot].method?.kind == .bidirectional { return answerNext(request, slot) }
    let dialect = calls[slot].dialect
    guard let name = Answer.name(in: request, dialect.format) else {
      return Answer.unreadable(dialect)
    }
    let separator = calls[slot].messages == 0 ? "" : ", "
    calls[slot].messages += 1
    let length = streams[slot].names.utf8.count + separator.utf8.count + name.utf8.count
    guard length <= options.maxMessageSize else { return .names(limit: options.maxMessageSize) }
    streams[slot].names += separator
    streams[slot].names += name
    _ = hold(separator.utf8.count + name.utf8.count, slot)
    return nil
  }

  /// Answers the next message of a call that answers each.
  private mutating func answerNext(_ request: Span<UInt8>, _ slot: Int) -> Status? {
    let dialect = calls[slot].dialect
    guard calls[slot].method == .sayHelloBidi else {
      effort += Self.effortOfMessage
      guard let answer = Reflection.answer(to: request, options.guests) else {
        return Answer.unreadable(dialect)
      }
      frame(answer, inGzip: calls[slot].answersInGzip)
      return nil
    }
    guard let name = Answer.name(in: request, dialect.format) else {
      return Answer.unreadable(dialect)
    }
    greet(name, slot)
    return calls[slot].isSpecial && isLastBeforeFault(slot) ? .ok : nil
  }
}

extension Status {
  /// A client that sends more than is answered, perhaps because it does not take the answers.
  static func unread(limit: Int) -> Status {
    Status(
      .resourceExhausted,
      "over \(limit) bytes of the client's requests wait; take the answers, or send less at once"
    )
  }

  /// A client that does not take the answers.
  static func unsent(limit: Int) -> Status {
    Status(
      .resourceExhausted,
      "over \(limit) bytes of answers wait for the client to take them; ask for less at once"
    )
  }

  fileprivate static func names(limit: Int) -> Status {
    Status(
      .resourceExhausted,
      "the names to greet have more than the limit of \(limit) bytes in all"
    )
  }
}
