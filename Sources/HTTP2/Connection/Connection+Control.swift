import Bytes

/// The frames that steer a connection (RFC 9113 §6.3 – §6.9).
extension Connection {
  /// PRIORITY: checked and ignored, as RFC 9113 §5.3.2 has it.
  mutating func receivePriority(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard frame.streamID != 0 else {
      return fail(Violation(.protocolError, "PRIORITY on stream 0"))
    }
    guard body.count == 5, let start = body.baseAddress else {
      if let slot = streams.find(frame.streamID) {
        return fail(stream: slot, Violation(.frameSizeError, "PRIORITY of the wrong length"))
      }
      return fail(Violation(.frameSizeError, "PRIORITY of the wrong length"))
    }
    if start.bigEndian32(at: 0) & StreamID.mask == frame.streamID {
      return dependsOnItself(frame.streamID)
    }
    return count(.priority)
  }

  /// RFC 7540 §5.3.1 forbids it, and RFC 9113 has no word on it.
  private mutating func dependsOnItself(_ id: UInt32) -> Event? {
    if let slot = streams.find(id) { return fail(stream: slot, Self.selfDependency) }
    // A stream that was never used cannot be reset.
    return isIdle(id) ? fail(Self.selfDependency) : count(.priority)
  }

  static let selfDependency = Violation(.protocolError, "a stream that depends on itself")

  mutating func receiveReset(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard body.count == 4, let start = body.baseAddress else {
      return fail(Violation(.frameSizeError, "RST_STREAM of the wrong length"))
    }
    guard frame.streamID != 0, !isIdle(frame.streamID) else {
      return fail(Violation(.protocolError, "RST_STREAM on an idle stream"))
    }
    if let event = count(.reset) { return event }
    guard let slot = streams.find(frame.streamID) else { return nil }
    let stream = Stream(slot: slot, id: frame.streamID, user: streams.record(slot).pointee.user)
    close(slot, .resetByPeer)
    return .ended(stream, .resetByPeer(ErrorCode(rawValue: start.bigEndian32(at: 0))))
  }

  mutating func receiveSettings(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard frame.streamID == 0 else {
      return fail(Violation(.protocolError, "SETTINGS on a stream"))
    }
    if frame.flags & FrameFlags.acknowledge != 0 {
      guard body.isEmpty else {
        return fail(Violation(.frameSizeError, "a SETTINGS acknowledgement with a payload"))
      }
      return receiveSettingsAcknowledgement()
    }
    guard body.count % 6 == 0 else {
      return fail(Violation(.frameSizeError, "SETTINGS of the wrong length"))
    }
    guard body.count / 6 <= configuration.limits.settingsEntries else {
      return fail(Violation(.enhanceYourCalm, "too many parameters in SETTINGS"))
    }
    let before = peer
    if let start = body.baseAddress {
      for offset in stride(from: 0, to: body.count, by: 6) {
        let tableSize = peer.headerTableSize
        let violation = peer.apply(
          identifier: start.bigEndian16(at: offset),
          value: start.bigEndian32(at: offset + 2),
          from: role == .client ? .server : .client
        )
        if let violation { return fail(violation) }
        // The smallest of several sizes counts, not the last alone (RFC 7541 §4.2).
        if peer.headerTableSize != tableSize {
          encoder.peerTableSizeChanged(to: peer.headerTableSize)
        }
      }
    }
    if let violation = adopt(peer.initialWindowSize - before.initialWindowSize) {
      return fail(violation)
    }
    writeSettingsAcknowledgement()
    if let event = countAnswer(payload: 0) ?? count(.settings) { return event }
    guard isReady else {
      isReady = true
      return .ready
    }
    return .connectionWritable
  }

  private mutating func receiveSettingsAcknowledgement() -> Event? {
    guard !settingsAcknowledged else { return count(.strayFrame) }
    settingsAcknowledged = true
    let size = configuration.settings.headerTableSize
    if size < Settings().headerTableSize { decoder.changeTableSize(to: size) }
    let change = configuration.settings.initialWindowSize - streamWindow
    if change != 0 {
      streamWindow += change
      streams.forEach { _, record in record.pointee.receiveWindow += change }
      reopenWindows()
    }
    return nil
  }

  /// Lets the peer's new initial window take effect on what is under way (RFC 9113 §6.9.2).
  private mutating func adopt(_ change: Int) -> Violation? {
    guard change != 0 else { return nil }
    var overflows = false
    streams.forEach { _, record in
      record.pointee.sendWindow += change
      if record.pointee.sendWindow > Settings.largestWindow { overflows = true }
      // `connectionWritable` tells it, for all streams.
      if record.pointee.sendWindow > 0 { record.pointee.flags &= ~StreamFlags.blocked }
    }
    return overflows
      ? Violation(.flowControlError, "SETTINGS that open a window beyond 2^31-1") : nil
  }

  mutating func receivePing(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard frame.streamID == 0 else {
      return fail(Violation(.protocolError, "PING on a stream"))
    }
    guard body.count == 8, let start = body.baseAddress else {
      return fail(Violation(.frameSizeError, "PING of the wrong length"))
    }
    let data = start.bigEndian64(at: 0)
    if frame.flags & FrameFlags.acknowledge != 0 {
      if pingsUnderWay == 0, let event = count(.strayFrame) { return event }
      pingsUnderWay = max(0, pingsUnderWay - 1)
      return .pingAcknowledged(data)
    }
    if let event = count(.ping) { return event }
    pingsReceived += 1
    writePing(data, acknowledge: true)
    return countAnswer(payload: 8)
  }

  mutating func receiveGoAway(_ frame: FrameHeader, _ body: UnsafeRawBufferPointer) -> Event? {
    guard frame.streamID == 0 else {
      return fail(Violation(.protocolError, "GOAWAY on a stream"))
    }
    guard body.count >= 8, let start = body.baseAddress else {
      return fail(Violation(.frameSizeError, "GOAWAY of the wrong length"))
    }
    let last = start.bigEndian32(at: 0) & StreamID.mask
    let code = ErrorCode(rawValue: start.bigEndian32(at: 4))
    if let earlier = peerLastStreamID, last > earlier {
      return fail(Violation(.protocolError, "a GOAWAY that takes back an earlier one"))
    }
    if let event = count(.goAway) { return event }
    peerLastStreamID = last
    peerGoAwayCode = code
    peerGoAwayText = GoAwayText.of(body.dropFirst(8))
    if role == .client {
      unprocessed = streams.identifiers(above: last)
      sweepsUnprocessed = !unprocessed.isEmpty
    }
    return .goingAway(lastStreamID: last, code)
  }

  /// Ends, one by one, the streams that the peer's GOAWAY left out.
  mutating func nextUnprocessed() -> Event? {
    while let id = unprocessed.popLast() {
      // The caller may have ended it meanwhile.
      guard let slot = streams.find(id) else { continue }
      let record = streams.record(slot).pointee
      close(slot, .resetByUs)
      return .ended(Stream(slot: slot, id: id, user: record.user), .unprocessed(peerGoAwayCode))
    }
    sweepsUnprocessed = false
    return nil
  }

  mutating func receiveWindowUpdate(
    _ frame: FrameHeader,
    _ body: UnsafeRawBufferPointer
  ) -> Event? {
    guard body.count == 4, let start = body.baseAddress else {
      return fail(Violation(.frameSizeError, "WINDOW_UPDATE of the wrong length"))
    }
    let increment = Int(start.bigEndian32(at: 0) & StreamID.mask)
    if let event = count(.windowUpdate) { return event }
    guard frame.streamID != 0 else { return openConnectionWindow(increment) }
    guard !isIdle(frame.streamID) else {
      return fail(Violation(.protocolError, "WINDOW_UPDATE on an idle stream"))
    }
    guard let slot = streams.find(frame.streamID) else { return nil }
    guard increment > 0 else {
      return fail(stream: slot, Violation(.protocolError, "WINDOW_UPDATE by zero"))
    }
    let record = streams.record(slot)
    guard record.pointee.sendWindow + increment <= Settings.largestWindow else {
      return fail(stream: slot, Violation(.flowControlError, "a stream window above 2^31-1"))
    }
    record.pointee.sendWindow += increment
    guard record.pointee.flags & StreamFlags.blocked != 0, record.pointee.sendWindow > 0 else {
      return nil
    }
    record.pointee.flags &= ~StreamFlags.blocked
    return .writable(Stream(slot: slot, id: record.pointee.id, user: record.pointee.user))
  }

  private mutating func openConnectionWindow(_ increment: Int) -> Event? {
    guard increment > 0 else {
      return fail(Violation(.protocolError, "WINDOW_UPDATE by zero"))
    }
    guard sendWindow + increment <= Settings.largestWindow else {
      return fail(Violation(.flowControlError, "a connection window above 2^31-1"))
    }
    sendWindow += increment
    guard isBlocked else { return nil }
    isBlocked = false
    return .connectionWritable
  }
}
