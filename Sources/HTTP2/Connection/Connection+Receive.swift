public import Bytes

extension Connection {
  /// The next event in what has arrived; nil when more bytes are needed.
  public mutating func next(_ input: inout ReceiveBuffer) -> Event? {
    guard failure == nil else { return nil }
    return nextUsual(&input) ?? nextGeneral(&input)
  }

  /// Frames without an event after which there is one that says so.
  static var mostSilentFrames: Int { 16 }

  /// The next event by the general way, which knows every frame in every state.
  mutating func nextGeneral(_ input: inout ReceiveBuffer) -> Event? {
    var silentFrames = 0
    while failure == nil {
      if silentFrames == Self.mostSilentFrames { return .silence }
      silentFrames += 1
      if sweepsUnprocessed, let event = nextUnprocessed() { return event }
      if payload.kind != .none {
        guard payload.left == 0 || !input.isEmpty else { return nil }
        if let event = continuePayload(&input) { return event }
        continue
      }
      guard prefaceReceived else {
        guard let event = receivePreface(&input) else {
          if prefaceReceived { continue }
          return nil
        }
        return event
      }
      guard input.count >= FrameHeader.size else { return nil }
      let frame = FrameHeader(at: input.head)
      if let violation = inspect(frame, input) { return fail(violation) }
      if frame.type == FrameType.data.rawValue {
        let isPadded = frame.flags & FrameFlags.padded != 0
        guard input.count > FrameHeader.size || !isPadded || frame.length == 0 else { return nil }
        if let event = beginData(frame, &input) { return event }
        continue
      }
      if frame.type > FrameType.continuation.rawValue {
        if let event = skip(frame, &input) { return event }
        continue
      }
      guard input.count >= FrameHeader.size + frame.length else {
        guard FrameHeader.size + frame.length > input.capacity else { return nil }
        return fail(Violation(.frameSizeError, "a frame above what is read at once"))
      }
      let body = UnsafeRawBufferPointer(
        start: input.head + FrameHeader.size,
        count: frame.length
      )
      input.consume(FrameHeader.size + frame.length)
      if let event = receive(frame, body) { return event }
    }
    return nil
  }

  /// What can be said of a frame from its nine bytes, before its payload takes any memory.
  private func inspect(_ frame: FrameHeader, _ input: borrowing ReceiveBuffer) -> Violation? {
    if !isReady,
      frame.type != FrameType.settings.rawValue || frame.flags & FrameFlags.acknowledge != 0
    {
      return Self.speaksHTTP1(input)
        ? Violation(.http11Required, "the peer speaks HTTP/1.1")
        : Violation(.protocolError, "the first frame is not SETTINGS")
    }
    guard frame.length <= configuration.settings.maxFrameSize else {
      return Violation(.frameSizeError, "a frame above MAX_FRAME_SIZE")
    }
    if assembly.streamID != 0,
      frame.type != FrameType.continuation.rawValue || frame.streamID != assembly.streamID
    {
      return Violation(.protocolError, "another frame inside a header block")
    }
    return nil
  }

  private static func speaksHTTP1(_ input: borrowing ReceiveBuffer) -> Bool {
    // "HTTP/1." is never the start of a frame: its length would be 4.7 million bytes.
    UnsafeRawPointer(input.head).bigEndian32(at: 0) == 0x4854_5450
  }

  private mutating func receive(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    switch FrameType(rawValue: frame.type) {
    case .headers: receiveHeaders(frame, body)
    case .continuation: receiveContinuation(frame, body)
    case .priority: receivePriority(frame, body)
    case .resetStream: receiveReset(frame, body)
    case .settings: receiveSettings(frame, body)
    case .pushPromise: fail(Violation(.protocolError, "PUSH_PROMISE, which is disabled"))
    case .ping: receivePing(frame, body)
    case .goAway: receiveGoAway(frame, body)
    case .windowUpdate: receiveWindowUpdate(frame, body)
    case .data, nil: preconditionFailure("frame type \(frame.type) is handled by its pieces")
    }
  }

  private mutating func skip(_ frame: FrameHeader, _ input: inout ReceiveBuffer) -> Event? {
    input.consume(FrameHeader.size)
    payload = PayloadProgress(kind: .skipped, left: frame.length)
    return count(.unknownFrame)
  }

  private mutating func receivePreface(_ input: inout ReceiveBuffer) -> Event? {
    let preface = UnsafeRawBufferPointer(
      start: Self.preface.utf8Start,
      count: Self.preface.utf8CodeUnitCount
    )
    let seen = UnsafeRawBufferPointer(
      start: input.head,
      count: min(input.count, preface.count)
    )
    guard seen.elementsEqual(preface.prefix(seen.count)) else {
      return fail(Violation(.protocolError, "not the HTTP/2 preface"))
    }
    guard seen.count == preface.count else { return nil }
    input.consume(preface.count)
    prefaceReceived = true
    return nil
  }

  /// Counts a frame that does nothing for anyone; too many are an attack.
  mutating func count(_ nuisance: Nuisance) -> Event? {
    let isBorne = patience.take(
      nuisance,
      configuration.limits.allowance(for: nuisance),
      earned: merit.earned(nuisance, bytesWritten: output.totalWritten),
      now: now
    )
    return isBorne ? nil : fail(nuisance.violation)
  }

  /// Body bytes have come, which is what a connection is for.
  @inline(__always)
  mutating func noteUse() {
    merit.frames &+= 1
  }

  /// Ends the connection: the peer is told why, the caller gets the event.
  mutating func fail(_ violation: Violation) -> Event {
    failure = violation
    writeGoAway(last: lastAdmitted, violation.code, violation.reason)
    return .failed(violation)
  }

  /// The last stream of the peer that we have looked at: never above what a GOAWAY has said before
  /// (RFC 9113 §6.8).
  var lastAdmitted: UInt32 { min(lastPeerStreamID, ownLastStreamID ?? .max) }

  /// Whether a frame comes too late for our GOAWAY and is dropped (RFC 9113 §6.8).
  func isBeyondGoAway(_ id: UInt32) -> Bool {
    guard role == .server, id & 1 == 1, let ownLastStreamID else { return false }
    return id > ownLastStreamID
  }

  /// Ends one stream for the peer's fault.
  mutating func fail(stream slot: UInt32, _ violation: Violation) -> Event {
    if let event = count(.provokedReset) { return event }
    let record = streams.record(slot).pointee
    let stream = Stream(slot: slot, id: record.id, user: record.user)
    writeReset(record.id, violation.code)
    close(slot, .resetByUs)
    return .ended(stream, .violation(violation))
  }

  /// Forgets a stream that is over.
  @inline(__always)
  mutating func close(_ slot: UInt32, _ ending: ClosedStreams.Ending) {
    closed.remember(streams.record(slot).pointee.id, ending)
    streams.remove(slot)
    if ending == .ended { merit.calls &+= 1 }
  }
}
