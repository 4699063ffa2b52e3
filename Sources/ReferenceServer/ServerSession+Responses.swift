import Bytes
import Connect
import GRPC
import GreetService
import HTTP2
import Scenarios

/// Responses: what is made of a request, and how it goes out.
extension ServerSession {
  /// Streams wait for nothing but room in the output.
  var hasReadyStreams: Bool { lines.first(in: .ready) != nil }

  /// Answers wait because the client does not read those before them: no window holds them up.
  var isUnread: Bool {
    unsent > Self.comfortableOutput && http.output.count >= Self.comfortableOutput
  }

  /// Answers the request of a call that has one message.
  mutating func answer(_ stream: Stream, _ request: Span<UInt8>) {
    let slot = Int(stream.slot)
    guard let method = calls[slot].method else { return }
    tally.messagesReceived += 1
    if calls[slot].isSpecial, !mayAnswer(stream, request) { return }
    answer(stream, request, by: method)
  }

  /// Answers the request of a call whose time for it has come.
  mutating func answer(_ stream: Stream, _ request: Span<UInt8>, by method: ServerMethod) {
    if method == .sayHelloServerStream { return answerWithStream(stream, request) }
    let slot = Int(stream.slot)
    let dialect = calls[slot].dialect
    if isPlanted, method.isWork {
      laboratory.perform(
        options.plants.length(dialect.isConnect ? .connect : .grpc, dialect.format)
      )
    }
    let isServing = !laboratory.isStopping
    let codec = options.codec
    switch Answer(method, to: request, isServing: isServing, in: dialect, codec) {
    case .failure(let status):
      refuse(stream, status)
    case .message(var message):
      if calls[slot].isSpecial { resize(&message, request, slot) }
      if dialect.isConnect { return sendBare(stream, message) }
      beginFrames()
      frame(message, inGzip: calls[slot].answersInGzip)
      respond(stream)
      if sendFrames(stream) { finish(stream) } else { calls[slot].isEnding = true }
    }
  }

  private mutating func answerWithStream(_ stream: Stream, _ request: Span<UInt8>) {
    let slot = Int(stream.slot)
    let dialect = calls[slot].dialect
    guard let name = Answer.name(in: request, dialect.format) else {
      return refuse(stream, Answer.unreadable(dialect))
    }
    streams[slot].names = name
    streams[slot].text = Answer.text(of: name)
    if calls[slot].isSpecial { limitMessages(slot) }
    respond(stream)
    lines.put(stream.slot, in: .ready)
  }

  /// Sends the responses under construction.
  ///
  /// - Returns: Whether all went out; if not, the call keeps the rest and waits for a window, or
  ///   it has ended because too much waits already.
  mutating func sendFrames(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    if calls[slot].isSpecial, let portion = treatments[slot].trickle {
      let bytes = frames + long
      long = []
      guard keep(bytes, 0, stream, isInside: false) else { return false }
      return sendPortion(stream, portion)
    }
    if !long.isEmpty { return sendLong(stream) }
    var frames: [UInt8] = []
    swap(&frames, &self.frames)
    let sent = http.send(frames.span, on: stream.slot, endStream: endsWithBody(slot))
    guard sent < frames.count else {
      swap(&frames, &self.frames)
      return true
    }
    guard keep(frames, sent, stream, isInside: sent > 0) else { return false }
    lines.put(stream.slot, in: sent > 0 ? .blocked : .starved)
    return false
  }

  private mutating func sendLong(_ stream: Stream) -> Bool {
    var message: [UInt8] = []
    swap(&message, &long)
    // The message begins in the frame of its prefix, as where both were written together.
    let begun = max(0, min(message.count, Settings.smallestFrameSize - frames.count))
    let first = frames + message[..<begun]
    var sent = http.send(first.span, on: stream.slot, endStream: false)
    guard sent == first.count else {
      return waitWith(frames + message, sent, stream, isInside: sent > 0)
    }
    sent = begun + sendPart(message, from: begun, stream)
    return sent == message.count || waitWith(message, sent, stream, isInside: true)
  }

  /// Sends as much of a message as keeps the output comfortable: what is copied out of the caches
  /// is copied slowly.
  private mutating func sendPart(_ message: [UInt8], from start: Int, _ stream: Stream) -> Int {
    let room = max(Self.longestSlice, Self.comfortableOutput - http.output.count)
    let end = min(message.count, start + room)
    let isEnd = end == message.count && endsWithBody(Int(stream.slot))
    return http.send(message.span.extracting(start..<end), on: stream.slot, endStream: isEnd)
  }

  /// Keeps what no window has let out, and stands in line.
  ///
  /// - Returns: False: the call waits.
  private mutating func waitWith(
    _ bytes: [UInt8],
    _ sent: Int,
    _ stream: Stream,
    isInside: Bool
  ) -> Bool {
    guard keep(bytes, sent, stream, isInside: isInside) else { return false }
    wait(stream, hasSent: sent > 0)
    return false
  }

  /// Keeps responses of which some bytes are sent.
  ///
  /// - Returns: Whether the connection may have as much wait; if not, the call has ended.
  private mutating func keep(
    _ bytes: [UInt8],
    _ sent: Int,
    _ stream: Stream,
    isInside: Bool
  ) -> Bool {
    let slot = Int(stream.slot)
    precondition(calls[slot].unsent.isEmpty, "responses of a call wait, and more come")
    calls[slot].unsent = bytes
    calls[slot].sent = sent
    calls[slot].isInsideMessage = isInside
    unsent += bytes.count
    guard unsent > options.maxUnsent else { return true }
    giveUp(stream, .unsent(limit: options.maxUnsent))
    return false
  }

  /// Takes what a call keeps, to send more of it.
  mutating func takeUnsent(_ slot: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    swap(&bytes, &calls[slot].unsent)
    unsent -= bytes.count
    return bytes
  }

  /// Puts back what could not be sent, of which now so much is sent.
  mutating func putBack(_ bytes: inout [UInt8], _ sent: Int, _ slot: Int) {
    unsent += bytes.count
    swap(&bytes, &calls[slot].unsent)
    calls[slot].sent = sent
    if sent > 0 { calls[slot].isInsideMessage = true }
  }

  /// Puts a stream in the line of what it waits for: a window, or its next turn.
  private mutating func wait(_ stream: Stream, hasSent: Bool) {
    let isHeldUp = http.holdup(of: stream.slot) != nil
    lines.put(stream.slot, in: !isHeldUp ? .ready : hasSent ? .blocked : .starved)
  }

  /// Goes on with a call that had to wait.
  mutating func takeTurn(_ stream: Stream) {
    let slot = Int(stream.slot)
    if !calls[slot].unsent.isEmpty {
      // A client that opens its window little by little gets little at a time.
      if streams.indices.contains(slot) { streams[slot].slice = 1 }
      guard sendRest(stream) else { return }
    }
    if calls[slot].isEnding {
      let hasStatus = calls[slot].method.map { $0.kind != .unary } ?? false
      return hasStatus ? finish(stream, streams[slot].status) : finish(stream)
    }
    switch calls[slot].method {
    case .sayHelloServerStream: makeSlice(stream)
    case .guest: goOnWithGuest(stream)
    // It waits for a change of health.
    case .healthWatch: break
    default: answerUnread(stream)
    }
  }

  private mutating func sendRest(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    if calls[slot].isSpecial, let portion = treatments[slot].trickle {
      return sendPortion(stream, portion)
    }
    var rest = takeUnsent(slot)
    let start = calls[slot].sent
    let sent = sendPart(rest, from: start, stream)
    guard start + sent < rest.count else { return true }
    putBack(&rest, start + sent, slot)
    wait(stream, hasSent: sent > 0)
    return false
  }

  /// Makes the next responses of a server-streaming call.
  private mutating func makeSlice(_ stream: Stream) {
    let slot = Int(stream.slot)
    let isSpecial = calls[slot].isSpecial
    if isSpecial, treatments[slot].gap != nil { return makeNext(stream) }
    let text = streams[slot].text
    let inGzip = calls[slot].answersInGzip
    let format = calls[slot].dialect.format
    let slice = streams[slot].slice
    var left = streams[slot].left
    var longest = 0
    beginFrames()
    while left > 0, long.isEmpty, frames.isEmpty || frames.count + longest <= slice {
      let start = frames.count
      if isSpecial {
        greet(streams[slot].names, slot)
      } else {
        frame(Answer.response(text, format), inGzip: inGzip)
      }
      longest = max(longest, frames.count - start)
      left -= 1
    }
    effort += frames.count
    streams[slot].left = left
    streams[slot].slice = min(slice * 2, Self.longestSlice)
    let isSent = frames.isEmpty || sendFrames(stream)
    if left == 0 {
      end(stream, .ok)
    } else if isSent {
      lines.put(stream.slot, in: .ready)
    }
  }

  /// Ends a call after the responses that are made.
  mutating func end(_ stream: Stream, _ status: Status) {
    let slot = Int(stream.slot)
    // It may have ended because its responses were too many to wait.
    guard calls[slot].method != nil else { return }
    guard !calls[slot].unsent.isEmpty else { return finish(stream, status) }
    calls[slot].isEnding = true
    streams[slot].status = status
  }

  private mutating func finish(_ stream: Stream, _ status: Status) {
    guard status.isOK else { return refuse(stream, status) }
    if !calls[Int(stream.slot)].hasHead { respond(stream) }
    finish(stream)
  }

  /// Ends a call whose responses are all sent.
  mutating func finish(_ stream: Stream) {
    let slot = Int(stream.slot)
    if calls[slot].isSpecial, finishSpecially(stream) { return }
    tally.calls += 1
    if let method = calls[slot].method { tally.endings.countOK(method) }
    let isConnect = calls[slot].dialect.isConnect
    if calls[slot].method?.kind == .unary, calls[slot].partial.isEmpty, !calls[slot].isSpecial {
      calls[slot].method = nil
    } else {
      forget(stream)
    }
    guard !isConnect else { return endBare(stream) }
    http.respond(stream, template: okTrailers, endStream: true)
  }

  /// Ends a call at once: as Trailers-Only, unless its response has begun.
  mutating func refuse(_ stream: Stream, _ status: Status, hasDetails: Bool = false) {
    let slot = Int(stream.slot)
    guard !calls[slot].dialect.isConnect else {
      return refuseBare(stream, status, status.code.connectHTTPStatus, hasDetails: hasDetails)
    }
    count(stream, .status(status.code))
    var fields = calls[slot].hasHead ? [] : head(slot)
    fields += status.fields
    if hasDetails { fields.append(status.details) }
    forget(stream)
    http.respond(stream, fields: fields, endStream: true)
    // The client need not send the rest of a request that is answered (RFC 9113 §8.1).
    if http.isOpen(stream) { http.reset(stream, .noError) }
  }

  /// Counts a call that ends.
  mutating func count(_ stream: Stream, _ ending: CallEnding) {
    tally.calls += 1
    let method = calls[Int(stream.slot)].method
    if method == .guest, let guest = streams[Int(stream.slot)].guest {
      return tally.endings.count(guest: guest.method, ending)
    }
    tally.endings.count(method, ending)
  }

  /// Adds a greeting to the responses under construction.
  mutating func greet(_ name: String, _ slot: Int) {
    let inGzip = calls[slot].answersInGzip
    let format = calls[slot].dialect.format
    if calls[slot].isSpecial, let size = treatments[slot].responseSize {
      return frame(SizedGreeting.message(of: name, size: size, format), inGzip: inGzip)
    }
    frame(Answer.response(Answer.text(of: name), format), inGzip: inGzip)
  }
}

extension Status {
  /// The fields of the trailers that tell it.
  var fields: [HeaderField] {
    let code = HeaderField("grpc-status", String(code.rawValue))
    guard !message.isEmpty else { return [code] }
    let name = Array("grpc-message".utf8)
    return [code, HeaderField(name: name, value: StatusMessage.encode(message))]
  }
}
