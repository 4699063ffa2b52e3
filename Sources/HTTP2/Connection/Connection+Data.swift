import Bytes

extension Connection {
  /// A DATA frame begins (RFC 9113 §6.1): its whole length counts against both windows at once.
  mutating func beginData(_ frame: FrameHeader, _ input: inout ReceiveBuffer) -> Event? {
    guard frame.streamID != 0 else {
      return fail(Violation(.protocolError, "DATA on stream 0"))
    }
    var padding = 0
    if frame.flags & FrameFlags.padded != 0 {
      guard frame.length > 0 else {
        return fail(Violation(.frameSizeError, "padded DATA without a length"))
      }
      padding = Int(UnsafeRawPointer(input.head).byte(at: FrameHeader.size))
      guard padding < frame.length else {
        return fail(Violation(.protocolError, "padding longer than its frame"))
      }
      input.consume(1)
    }
    input.consume(FrameHeader.size)
    guard frame.length <= receiveWindow else {
      return fail(Violation(.flowControlError, "DATA beyond the connection's window"))
    }
    receiveWindow -= frame.length
    giveBackToConnection(frame.length)

    let prefix = frame.flags & FrameFlags.padded != 0 ? 1 : 0
    payload = PayloadProgress(
      kind: .data,
      left: frame.length - prefix - padding,
      padding: padding,
      streamID: frame.streamID,
      endStream: frame.flags & FrameFlags.endStream != 0
    )
    guard let slot = streams.find(frame.streamID) else { return dataWithoutStream(frame) }
    return admitData(frame, slot, prefix + padding)
  }

  private mutating func admitData(
    _ frame: FrameHeader,
    _ slot: UInt32,
    _ overhead: Int
  ) -> Event? {
    let record = streams.record(slot)
    let violation: Violation? =
      if record.pointee.flags & StreamFlags.remoteEnded != 0 {
        Violation(.streamClosed, "DATA after END_STREAM")
      } else if record.pointee.flags & StreamFlags.headReceived == 0 {
        Violation(.protocolError, "DATA before the response's head")
      } else if frame.length > record.pointee.receiveWindow {
        Violation(.flowControlError, "DATA beyond the stream's window")
      } else if record.pointee.contentLeft >= 0, !countContent(record, frame.length - overhead) {
        // Known before the payload comes, so that the outcome does not depend on how it is cut.
        Violation(.protocolError, "a body unlike its content-length")
      } else {
        nil
      }
    if let violation {
      payload.kind = .skipped
      payload.left += payload.padding
      return fail(stream: slot, violation)
    }
    record.pointee.receiveWindow -= frame.length
    if overhead > 0 { reopen(slot, by: overhead) }
    return countContentless(frame, overhead)
  }

  /// Counts a frame that holds nothing, or less than its padding.
  private mutating func countContentless(_ frame: FrameHeader, _ overhead: Int) -> Event? {
    if frame.length == overhead, !payload.endStream, let event = count(.emptyFrame) {
      return event
    }
    return overhead * 2 > frame.length ? count(.paddedFrame) : nil
  }

  /// Takes a frame's data off what content-length promised; false when the body is another.
  private func countContent(_ record: UnsafeMutablePointer<StreamRecord>, _ count: Int) -> Bool {
    record.pointee.contentLeft -= Int64(count)
    let left = record.pointee.contentLeft
    return payload.endStream ? left == 0 : left >= 0
  }

  private mutating func dataWithoutStream(_ frame: FrameHeader) -> Event? {
    payload.kind = .skipped
    payload.left += payload.padding
    if isBeyondGoAway(frame.streamID) { return countLate(frame) }
    if isIdle(frame.streamID) {
      return fail(Violation(.protocolError, "DATA on an idle stream"))
    }
    switch closed.ending(of: frame.streamID) {
    case .resetByUs:
      return countLate(frame)
    case nil where role == .client:
      // Cancelled so long ago that it is forgotten.
      return countLate(frame)
    case .ended where role == .server:
      // The client had said END_STREAM itself.
      return fail(Violation(.streamClosed, "DATA on a closed stream"))
    case .ended, .resetByPeer, nil:
      writeReset(frame.streamID, .streamClosed)
      return count(.provokedReset)
    }
  }

  /// Counts DATA that comes too late for our RST_STREAM or GOAWAY: data has its windows, and each
  /// stream may end once.
  private mutating func countLate(_ frame: FrameHeader) -> Event? {
    guard frame.length == 0 else { return nil }
    if payload.endStream, lateEnds < merit.cancellations + crossings {
      lateEnds += 1
      return nil
    }
    return count(.emptyFrame)
  }

  /// Delivers what has come of the payload.
  mutating func continuePayload(_ input: inout ReceiveBuffer) -> Event? {
    let count = min(payload.left, input.count)
    let offset = input.start
    input.consume(count)
    payload.left -= count
    guard payload.kind == .data else {
      if payload.left == 0 { payload.kind = .none }
      return nil
    }
    let isLast = payload.left == 0
    if isLast {
      // Padding follows the data and means nothing.
      payload.kind = payload.padding > 0 ? .skipped : .none
      payload.left = payload.padding
    }
    guard let slot = streams.find(payload.streamID) else {
      // The caller has reset the stream between two pieces of one frame.
      return nil
    }
    return deliver(slot, offset: offset, count: count, ended: isLast && payload.endStream)
  }

  private mutating func deliver(_ slot: UInt32, offset: Int, count: Int, ended: Bool) -> Event? {
    let record = streams.record(slot)
    let stream = Stream(slot: slot, id: record.pointee.id, user: record.pointee.user)
    if count > 0 {
      noteUse()
      consumed(count, on: slot, ended: ended)
    }
    guard ended else {
      guard count > 0 else { return nil }
      return .data(Chunk(stream: stream, offset: offset, count: count, ended: false))
    }
    endRemote(slot)
    return .data(Chunk(stream: stream, offset: offset, count: count, ended: true))
  }

  /// The peer has sent END_STREAM.
  @inline(__always)
  mutating func endRemote(_ slot: UInt32) {
    streams.record(slot).pointee.flags |= StreamFlags.remoteEnded
    if streams.record(slot).pointee.isOver { close(slot, .ended) }
  }

  /// Whether a stream has never been used (RFC 9113 §5.1.1).
  func isIdle(_ id: UInt32) -> Bool {
    let isOurs = (id & 1 == 1) == (role == .client)
    return isOurs ? id >= nextStreamID : id > lastPeerStreamID
  }
}
