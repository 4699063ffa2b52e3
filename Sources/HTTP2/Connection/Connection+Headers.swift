import Bytes

extension Connection {
  /// HEADERS (RFC 9113 §6.2): a whole block, or the first part of one.
  mutating func receiveHeaders(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard frame.streamID != 0 else {
      return fail(Violation(.protocolError, "HEADERS on stream 0"))
    }
    var fragment = body
    assembly.dependsOnItself = false
    if frame.flags & (FrameFlags.padded | FrameFlags.priority) != 0 {
      switch unwrap(frame, body) {
      case .success(let inner): fragment = inner
      case .failure(let violation): return fail(violation)
      }
    }
    guard fragment.count <= configuration.limits.headerBlock else { return fail(Self.tooLarge) }
    guard frame.flags & FrameFlags.endHeaders != 0 else {
      assembly.streamID = frame.streamID
      assembly.endStream = frame.flags & FrameFlags.endStream != 0
      assembly.continuations = 0
      assembly.block = Array(fragment)
      noteHeaderMemory()
      return nil
    }
    return receiveBlock(
      frame.streamID,
      fragment,
      endStream: frame.flags & FrameFlags.endStream != 0
    )
  }

  /// CONTINUATION (RFC 9113 §6.10).
  mutating func receiveContinuation(
    _ frame: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) -> Event? {
    guard assembly.streamID != 0 else {
      return fail(Violation(.protocolError, "CONTINUATION without HEADERS"))
    }
    assembly.continuations += 1
    guard assembly.continuations <= configuration.limits.continuations,
      assembly.block.count + body.count <= configuration.limits.headerBlock
    else { return fail(Self.tooLarge) }
    assembly.block.append(contentsOf: body)
    guard frame.flags & FrameFlags.endHeaders != 0 else {
      noteHeaderMemory()
      return nil
    }
    let block = assembly.block
    let streamID = assembly.streamID
    assembly.streamID = 0
    assembly.block = []
    return block.withUnsafeBytes { receiveBlock(streamID, $0, endStream: assembly.endStream) }
  }

  /// Header blocks that are known by their bytes change nothing of it, so that a usual call does
  /// not come here.
  private mutating func noteHeaderMemory() {
    headerMemory = assembly.block.capacity + scratch.memory + memo.memory
  }

  private static let tooLarge = Violation(.enhanceYourCalm, "a header block above the limit")

  /// Takes padding and the priority fields, which are not followed, off a HEADERS payload.
  private mutating func unwrap(
    _ frame: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) -> Result<UnsafeRawBufferPointer, Violation> {
    var start = 0
    var end = body.count
    if frame.flags & FrameFlags.padded != 0 {
      guard let padding = body.first else {
        return .failure(Violation(.frameSizeError, "padded HEADERS without a length"))
      }
      start = 1
      end -= Int(padding)
    }
    if frame.flags & FrameFlags.priority != 0 {
      guard body.count >= start + 5 else {
        return .failure(Violation(.frameSizeError, "HEADERS too short for its priority"))
      }
      let dependency = UnsafeRawBufferPointer(rebasing: body[start...]).baseAddress
        .map { $0.bigEndian32(at: 0) & StreamID.mask }
      assembly.dependsOnItself = dependency == frame.streamID
      start += 5
    }
    guard start <= end else {
      return .failure(Violation(.protocolError, "padding longer than its frame"))
    }
    return .success(UnsafeRawBufferPointer(rebasing: body[start..<end]))
  }

  /// A complete header block: on an open stream, on a new one, or on one that is gone.
  private mutating func receiveBlock(
    _ id: UInt32,
    _ block: UnsafeRawBufferPointer,
    endStream: Bool
  ) -> Event? {
    if let slot = streams.find(id) {
      return receiveBlock(block, onOpen: slot, endStream: endStream)
    }
    if role == .server, id & 1 == 1, id > lastPeerStreamID {
      return receiveRequest(id, block, endStream: endStream)
    }
    if isIdle(id) {
      return fail(Violation(.protocolError, "HEADERS on a stream that the peer may not open"))
    }
    if !isBeyondGoAway(id) {
      let ending = closed.ending(of: id)
      if ending == .ended || ending == .resetByPeer {
        return fail(Violation(.streamClosed, "HEADERS on a closed stream"))
      }
      if role == .server, ending == nil {
        return fail(Violation(.protocolError, "a stream identifier below an earlier one"))
      }
    }
    // It crossed our RST_STREAM or GOAWAY; the decoder's table must follow all the same.
    var rules = HeaderRules(kind: .trailers, limits: configuration.limits)
    if let event = decode(block, &rules) { return event }
    noteHeaderMemory()
    return isBeyondGoAway(id) ? countCrossing() : countLateBlock()
  }

  private mutating func receiveBlock(
    _ block: UnsafeRawBufferPointer,
    onOpen slot: UInt32,
    endStream: Bool
  ) -> Event? {
    let flags = streams.record(slot).pointee.flags
    let kind: HeaderListKind = flags & StreamFlags.headReceived != 0 ? .trailers : .response
    let list: ReceivedList
    switch read(block, kind) {
    case .success(let received): list = received
    case .failure(let violation): return fail(violation)
    }
    let fault: Violation? =
      if flags & StreamFlags.remoteEnded != 0 {
        Violation(.streamClosed, "HEADERS after END_STREAM")
      } else if let violation = list.violation {
        violation
      } else if assembly.dependsOnItself {
        Self.selfDependency
      } else if kind == .trailers, !endStream {
        Violation(.protocolError, "trailers without END_STREAM")
      } else if list.isInformational, endStream {
        Violation(.protocolError, "an informational response with END_STREAM")
      } else if endStream, kind == .trailers, streams.record(slot).pointee.contentLeft > 0 {
        Violation(.protocolError, "a body unlike its content-length")
      } else {
        nil
      }
    if let fault { return fail(stream: slot, fault) }
    if list.isInformational, let event = count(.informationalHead) { return event }

    let record = streams.record(slot)
    let stream = Stream(slot: slot, id: record.pointee.id, user: record.pointee.user)
    if kind == .response, !list.isInformational {
      record.pointee.flags |= StreamFlags.headReceived
      if !endStream { record.pointee.contentLeft = list.contentLength }
    }
    if endStream { endRemote(slot) }
    let headKind: Head.Kind =
      kind == .trailers ? .trailers : list.isInformational ? .informational : .message
    return .head(
      Head(
        stream: stream,
        kind: headKind,
        ended: endStream,
        verdict: list.verdict,
        entry: list.entry
      )
    )
  }

  private mutating func receiveRequest(
    _ id: UInt32,
    _ block: UnsafeRawBufferPointer,
    endStream: Bool
  ) -> Event? {
    lastPeerStreamID = id
    let list: ReceivedList
    switch read(block, .request) {
    case .success(let received): list = received
    case .failure(let violation): return fail(violation)
    }
    if isBeyondGoAway(id) { return countCrossing() }
    if let violation = list.violation { return turnAway(id, violation.code) }
    if assembly.dependsOnItself { return turnAway(id, .protocolError) }
    if endStream, list.contentLength > 0 { return turnAway(id, .protocolError) }
    if streams.isFull { return turnAway(id, .refusedStream) }
    var record = StreamRecord(
      id: id,
      user: 0,
      sendWindow: peer.initialWindowSize,
      receiveWindow: streamWindow
    )
    record.flags =
      endStream
      ? StreamFlags.headReceived | StreamFlags.remoteEnded : StreamFlags.headReceived
    record.contentLeft = list.contentLength
    let slot = streams.insert(record)
    return .head(
      Head(
        stream: Stream(slot: slot, id: id, user: 0),
        kind: .message,
        ended: endStream,
        verdict: list.verdict,
        entry: list.entry
      )
    )
  }

  /// Counts a header block above the last stream of our GOAWAY: as many as the peer may have open
  /// can have been under way.
  private mutating func countCrossing() -> Event? {
    guard crossings == configuration.maxOpenStreams else {
      crossings += 1
      return nil
    }
    return count(.strayFrame)
  }

  /// Counts a header block on a stream that we have reset: its head, its trailers and some 1xx
  /// heads can have been under way.
  private mutating func countLateBlock() -> Event? {
    guard lateBlocks >= 4 * merit.cancellations else {
      lateBlocks += 1
      return nil
    }
    return count(.strayFrame)
  }

  /// Resets a request that the caller never hears of.
  private mutating func turnAway(_ id: UInt32, _ code: ErrorCode) -> Event? {
    writeReset(id, code)
    closed.remember(id, .resetByUs)
    return count(.provokedReset)
  }
}

/// What a header block turned out to hold.
struct ReceivedList {
  var entry: Int32 = -1
  var verdict: UInt32 = 0
  var contentLength: Int64 = -1
  var isInformational = false
  var violation: Violation?
}

extension Connection {
  /// The list of a block, from the memo or decoded; a failure is the connection's.
  @inline(__always)
  private mutating func read(
    _ block: UnsafeRawBufferPointer,
    _ kind: HeaderListKind
  ) -> Result<ReceivedList, Violation> {
    if block.count <= HeaderMemo.longestBlock, let start = block.baseAddress,
      let index = memo.find(
        start,
        length: block.count,
        kind: kind,
        generation: decoder.generation
      )
    {
      let entry = memo.entry(index)
      return .success(
        ReceivedList(
          entry: Int32(index),
          verdict: entry.pointee.verdict,
          contentLength: entry.pointee.contentLength
        )
      )
    }
    return readSlowly(block, kind)
  }

  private mutating func readSlowly(
    _ block: UnsafeRawBufferPointer,
    _ kind: HeaderListKind
  ) -> Result<ReceivedList, Violation> {
    defer { noteHeaderMemory() }
    var rules = HeaderRules(kind: kind, limits: configuration.limits)
    if case .failed(let violation) = decode(block, &rules) { return .failure(violation) }
    rules.finish()
    var list = ReceivedList(contentLength: rules.contentLength)
    list.isInformational = kind == .response && (100...199).contains(rules.status)
    if rules.isTooLarge {
      list.violation = Violation(.enhanceYourCalm, "a header list above the limit")
    } else if let reason = rules.malformed {
      list.violation = Violation(.protocolError, reason)
    } else if !list.isInformational, configuration.remembersHeaders,
      let index = memo.remember(
        block,
        kind: kind,
        generation: decoder.generation,
        contentLength: rules.contentLength,
        fields: scratch
      )
    {
      list.entry = Int32(index)
    }
    return .success(list)
  }

  /// Decodes a block into the scratch list; an event only when the connection has failed.
  private mutating func decode(
    _ block: UnsafeRawBufferPointer,
    _ rules: inout HeaderRules
  ) -> Event? {
    do {
      try decoder.decode(block, into: &scratch, rules: &rules)
      return nil
    } catch {
      return fail(Violation(.compressionError, "a header block that is not HPACK"))
    }
  }
}
