import Bytes

/// The frames that make up nearly all of a load, on the shortest way: whole, plain, on an open
/// stream, with a header block that is known. What is not exactly so changes nothing here and takes
/// the general way, which comes to the same; the tests compare the two.
extension Connection {
  /// The event of the next frame, if it is one of the usual ones.
  ///
  /// Instructions of a client per unary call, start-up included: 1,560 in place of 3,010.
  @inline(__always)
  mutating func nextUsual(_ input: inout ReceiveBuffer) -> Event? {
    guard isReady, configuration.remembersHeaders, payload.kind == .none, assembly.streamID == 0,
      !sweepsUnprocessed,
      input.count >= FrameHeader.size
    else { return nil }
    let frame = FrameHeader(at: input.head)
    guard input.count >= FrameHeader.size &+ frame.length else { return nil }
    if frame.type == FrameType.data.rawValue { return usualData(frame, &input) }
    guard frame.type == FrameType.headers.rawValue, frame.length <= HeaderMemo.longestBlock,
      frame.flags | FrameFlags.endStream == FrameFlags.endStream | FrameFlags.endHeaders
    else { return nil }
    return role == .client ? usualHead(frame, &input) : usualRequest(frame, &input)
  }

  @inline(__always)
  private mutating func usualData(
    _ frame: FrameHeader,
    _ input: inout ReceiveBuffer
  ) -> Event? {
    guard frame.flags | FrameFlags.endStream == FrameFlags.endStream, frame.length > 0,
      frame.length <= configuration.settings.maxFrameSize, frame.length <= receiveWindow,
      let slot = streams.find(frame.streamID)
    else { return nil }
    let record = streams.record(slot)
    guard
      record.pointee.flags & (StreamFlags.headReceived | StreamFlags.remoteEnded)
        == StreamFlags.headReceived,
      record.pointee.contentLeft < 0, frame.length <= record.pointee.receiveWindow
    else { return nil }
    receiveWindow &-= frame.length
    noteUse()
    giveBackToConnection(frame.length)
    record.pointee.receiveWindow &-= frame.length
    let offset = input.start + FrameHeader.size
    input.consume(FrameHeader.size &+ frame.length)
    let stream = Stream(slot: slot, id: frame.streamID, user: record.pointee.user)
    let ended = frame.flags & FrameFlags.endStream != 0
    consumed(frame.length, on: slot, ended: ended)
    if ended { endRemote(slot) }
    return .data(Chunk(stream: stream, offset: offset, count: frame.length, ended: ended))
  }

  /// A response's head or trailers.
  @inline(__always)
  private mutating func usualHead(
    _ frame: FrameHeader,
    _ input: inout ReceiveBuffer
  ) -> Event? {
    guard let slot = streams.find(frame.streamID) else { return nil }
    let record = streams.record(slot)
    let isTrailers = record.pointee.flags & StreamFlags.headReceived != 0
    let ended = frame.flags & FrameFlags.endStream != 0
    guard record.pointee.flags & StreamFlags.remoteEnded == 0, ended || !isTrailers,
      record.pointee.contentLeft <= 0,
      let entry = memo.find(
        input.head + FrameHeader.size,
        length: frame.length,
        kind: isTrailers ? .trailers : .response,
        generation: decoder.generation
      )
    else { return nil }
    if !isTrailers, !ended, let answer = usualAnswer(frame, slot, entry, &input) { return answer }
    let stream = Stream(slot: slot, id: frame.streamID, user: record.pointee.user)
    if !isTrailers {
      record.pointee.flags |= StreamFlags.headReceived
      if !ended { record.pointee.contentLeft = memo.entry(entry).pointee.contentLength }
    }
    input.consume(FrameHeader.size &+ frame.length)
    if ended { endRemote(slot) }
    return .head(
      Head(
        stream: stream,
        kind: isTrailers ? .trailers : .message,
        ended: ended,
        verdict: memo.entry(entry).pointee.verdict,
        entry: Int32(truncatingIfNeeded: entry)
      )
    )
  }

  /// Three frames at a time: what a server sends for a unary call, when all of it is here.
  ///
  /// With streams opened in one go, `make instructions` counts 1,200 a call in place of 1,550.
  @inline(__always)
  private mutating func usualAnswer(
    _ frame: FrameHeader,
    _ slot: UInt32,
    _ head: Int,
    _ input: inout ReceiveBuffer
  ) -> Event? {
    let dataStart = FrameHeader.size &+ frame.length
    guard input.count >= dataStart &+ FrameHeader.size else { return nil }
    let data = FrameHeader(at: input.head + dataStart)
    let trailersStart = dataStart &+ FrameHeader.size &+ data.length
    let record = streams.record(slot)
    guard data.type == FrameType.data.rawValue, data.flags == FrameFlags.none,
      data.streamID == frame.streamID, data.length > 0,
      data.length <= configuration.settings.maxFrameSize, data.length <= receiveWindow,
      data.length <= record.pointee.receiveWindow,
      // Half a window would be given back in between.
      data.length &* 2 < configuration.settings.initialWindowSize,
      record.pointee.flags & StreamFlags.localEnded != 0,
      input.count >= trailersStart &+ FrameHeader.size
    else { return nil }
    let trailers = FrameHeader(at: input.head + trailersStart)
    let end = trailersStart &+ FrameHeader.size &+ trailers.length
    guard trailers.type == FrameType.headers.rawValue, trailers.streamID == frame.streamID,
      trailers.flags == FrameFlags.endStream | FrameFlags.endHeaders,
      trailers.length <= HeaderMemo.longestBlock, input.count >= end,
      memo.entry(head).pointee.contentLength < 0, memo.entry(head).pointee.verdict != 0,
      let tail = memo.find(
        input.head + trailersStart + FrameHeader.size,
        length: trailers.length,
        kind: .trailers,
        generation: decoder.generation
      ), memo.entry(tail).pointee.verdict != 0
    else { return nil }
    receiveWindow &-= data.length
    noteUse()
    giveBackToConnection(data.length)
    let answer = Answer(
      stream: Stream(slot: slot, id: frame.streamID, user: record.pointee.user),
      headVerdict: memo.entry(head).pointee.verdict,
      trailersVerdict: memo.entry(tail).pointee.verdict,
      offset: input.start &+ dataStart &+ FrameHeader.size,
      count: data.length
    )
    pattern.learn(
      input.head,
      headCount: dataStart,
      trailers: input.head + trailersStart,
      trailersCount: end &- trailersStart,
      generation: decoder.generation,
      verdicts: (answer.headVerdict, answer.trailersVerdict)
    )
    input.consume(end)
    close(slot, .ended)
    return .answer(answer)
  }

  @inline(__always)
  private mutating func usualRequest(
    _ frame: FrameHeader,
    _ input: inout ReceiveBuffer
  ) -> Event? {
    let id = frame.streamID
    guard id > lastPeerStreamID, id & 1 == 1, ownLastStreamID == nil, !streams.isFull,
      let entry = memo.find(
        input.head + FrameHeader.size,
        length: frame.length,
        kind: .request,
        generation: decoder.generation
      ),
      memo.entry(entry).pointee.contentLength < 0
    else { return nil }
    lastPeerStreamID = id
    input.consume(FrameHeader.size &+ frame.length)
    let ended = frame.flags & FrameFlags.endStream != 0
    var record = StreamRecord(
      id: id,
      user: 0,
      sendWindow: peer.initialWindowSize,
      receiveWindow: streamWindow
    )
    record.flags =
      ended ? StreamFlags.headReceived | StreamFlags.remoteEnded : StreamFlags.headReceived
    let slot = streams.insert(record)
    return .head(
      Head(
        stream: Stream(slot: slot, id: id, user: 0),
        kind: .message,
        ended: ended,
        verdict: memo.entry(entry).pointee.verdict,
        entry: Int32(truncatingIfNeeded: entry)
      )
    )
  }
}
