import Bytes
import GRPC
import HTTP2
import Scenarios
import Timing

/// Calls of services that are not the server's own.
extension ServerSession {
  /// Admits a call of a guest's method.
  mutating func admitGuest(_ head: Head, _ call: IncomingCall, _ guests: GuestServices) {
    let method = call.method - ServerMethod.own.count
    var fields: [HeaderField] = []
    http.forEachField(of: head) { name, value in
      var copy = (name: [UInt8](), value: [UInt8]())
      copy.name.append(name)
      copy.value.append(value)
      fields.append(HeaderField(name: copy.name, value: copy.value))
    }
    var terms = CallTerms(.guest)
    terms.asksInGzip = call.encoding == .gzip
    // Which messages are compressed is said by each; the head says how.
    terms.answersInGzip = call.acceptsGzip
    accept(terms, head.stream)
    streams[Int(head.stream.slot)].guest = Guest(method, guests.begin(method, fields))
  }

  /// Reads requests, and does what the call makes of each.
  ///
  /// - Returns: Whether the stream may go on.
  mutating func hearGuest(
    _ stream: Stream,
    _ bytes: Span<UInt8>,
    _ offset: inout Int
  ) -> Bool {
    let slot = Int(stream.slot)
    let most = effort + Self.effortPerGlance
    while effort < most {
      switch calls[slot].deframer.next(in: bytes, at: &offset) {
      case .needMore:
        return true
      case .begin(_, let isCompressed):
        calls[slot].isCompressed = isCompressed
      case .payload(let range, let isLast):
        calls[slot].partial.append(bytes.extracting(range))
        _ = hold(range.count, slot)
        guard isLast else { continue }
        effort += Self.effortOfMessage
        if let status = tellGuest(slot) {
          refuse(stream, status)
          return false
        }
        guard playGuest(stream) else { return false }
      case .failed(let error):
        refuse(stream, error.status)
        return false
      }
    }
    return true
  }

  /// Gives a call the message that has come.
  ///
  /// - Returns: What the call ends with when the message cannot be read.
  private mutating func tellGuest(_ slot: Int) -> Status? {
    guard let guest = streams[slot].guest else { preconditionFailure("no guest in \(slot)") }
    var message: [UInt8] = []
    swap(&message, &calls[slot].partial)
    release(message.count, slot)
    let isCompressed = calls[slot].isCompressed
    if isCompressed {
      if let status = gzip.decompress(message.span, limit: options.maxMessageSize) {
        return status
      }
      message = gzip.plain
      effort += message.count
    }
    tally.messagesReceived += 1
    guest.call.take(message, isCompressed: isCompressed)
    return nil
  }

  /// Tells a call that its client sends nothing more.
  mutating func endGuestRequests(_ stream: Stream) {
    guard let guest = streams[Int(stream.slot)].guest, !guest.hasHeardEnd else { return }
    guest.hasHeardEnd = true
    guest.call.endRequests()
    _ = playGuest(stream)
  }

  /// Goes on with a call that had to wait.
  mutating func goOnWithGuest(_ stream: Stream) {
    guard playGuest(stream) else { return }
    answerUnread(stream)
  }

  /// Takes the steps of a call until it waits.
  ///
  /// - Returns: Whether it waits for requests.
  private mutating func playGuest(_ stream: Stream) -> Bool {
    let slot = Int(stream.slot)
    guard let guest = streams[slot].guest else { preconditionFailure("no guest in \(slot)") }
    while true {
      switch guest.call.next() {
      case .request:
        precondition(!guest.hasHeardEnd, "a guest's call waits for requests after their end")
        return true
      case .message(let message, let isCompressed):
        beginFrames()
        frame(message, inGzip: isCompressed && calls[slot].answersInGzip)
        guard sendGuestFrames(stream, guest) else { return false }
      case .bytes(let bytes):
        beginFrames()
        frames = bytes
        guard sendGuestFrames(stream, guest) else { return false }
      case .head:
        respondGuest(stream, guest)
      case .pause(let length):
        guard length > .zero else { continue }
        if !park(stream, until: laboratory.now + length) {
          refuse(stream, .tooManyWait(laboratory.mostWaiting))
        }
        return false
      case .ping:
        ping(stream, guest)
        return false
      case .goAway:
        leave(isGraceful: false)
      case .reset(let code):
        count(stream, .reset)
        forget(stream)
        http.reset(stream, code)
        return false
      case .end(let status):
        finishGuest(stream, status)
        return false
      }
    }
  }

  /// Sends what is framed, behind the head.
  ///
  /// - Returns: Whether the call may go on at once: all went out, and the output is not full.
  private mutating func sendGuestFrames(_ stream: Stream, _ guest: Guest) -> Bool {
    respondGuest(stream, guest)
    guard sendFrames(stream) else { return false }
    guard http.output.count >= Self.comfortableOutput else { return true }
    lines.put(stream.slot, in: .ready)
    return false
  }

  private mutating func respondGuest(_ stream: Stream, _ guest: Guest) {
    let slot = Int(stream.slot)
    guard !calls[slot].hasHead else { return }
    guard !guest.call.initialMetadata.isEmpty else { return respond(stream) }
    calls[slot].hasHead = true
    let encoding = calls[slot].answersInGzip ? [HeaderField("grpc-encoding", "gzip")] : []
    http.respond(
      stream,
      fields: Self.head + encoding + guest.call.initialMetadata,
      endStream: false
    )
  }

  /// Ends a call whose responses are all sent.
  private mutating func finishGuest(_ stream: Stream, _ status: Status) {
    guard let guest = streams[Int(stream.slot)].guest else { return }
    count(stream, .status(status.code))
    if status.isOK || !guest.call.initialMetadata.isEmpty { respondGuest(stream, guest) }
    let head = calls[Int(stream.slot)].hasHead ? [] : Self.head
    let trailing = guest.call.trailingMetadata
    forget(stream)
    http.respond(stream, fields: head + status.fields + trailing, endStream: true)
    if http.isOpen(stream) { http.reset(stream, .noError) }
  }

  private mutating func ping(_ stream: Stream, _ guest: Guest) {
    guestPings += 1
    guest.awaitedPing = guestPings
    calls[Int(stream.slot)].isParked = true
    http.ping(guestPings)
  }

  /// Goes on with the call that has waited for the answer to a PING.
  mutating func heardPing(_ data: UInt64) {
    for slot in calls.indices where calls[slot].method == .guest {
      guard let guest = streams[slot].guest, guest.awaitedPing == data else { continue }
      guest.awaitedPing = nil
      calls[slot].isParked = false
      lines.put(UInt32(slot), in: .ready)
    }
  }
}
