import Bytes

/// How frames are put into the send buffer.
extension Connection {
  mutating func writePreface() {
    if role == .client {
      output.append(
        UnsafeRawBufferPointer(
          start: Self.preface.utf8Start,
          count: Self.preface.utf8CodeUnitCount
        )
      )
    }
    let entries = configuration.settings.entries(role: role)
    let address = reserveFrame(.settings, length: entries.count * 6, streamID: 0)
    for (index, entry) in entries.enumerated() {
      address.store(bigEndian: entry.identifier, at: index * 6)
      address.store(bigEndian: entry.value, at: index * 6 + 2)
    }
    let extra = configuration.connectionWindow - receiveWindow
    if extra > 0 {
      writeWindowUpdate(0, extra)
      receiveWindow += extra
    }
  }

  /// A peer that makes us answer and does not read the answers is given up.
  mutating func countAnswer(payload: Int) -> Event? {
    let unsent = unsentAnswers.add(FrameHeader.size + payload, to: output)
    guard unsent > configuration.limits.unsentAnswers else { return nil }
    return fail(Violation(.enhanceYourCalm, "answers that the peer does not read"))
  }

  mutating func writeSettingsAcknowledgement() {
    _ = reserveFrame(.settings, flags: FrameFlags.acknowledge, length: 0, streamID: 0)
  }

  mutating func writePing(_ data: UInt64, acknowledge: Bool) {
    reserveFrame(
      .ping,
      flags: acknowledge ? FrameFlags.acknowledge : FrameFlags.none,
      length: 8,
      streamID: 0
    )
    .store(bigEndian: data, at: 0)
  }

  mutating func writeReset(_ id: UInt32, _ code: ErrorCode) {
    reserveFrame(.resetStream, length: 4, streamID: id).store(bigEndian: code.rawValue, at: 0)
  }

  mutating func writeWindowUpdate(_ id: UInt32, _ increment: Int) {
    reserveFrame(.windowUpdate, length: 4, streamID: id)
      .store(bigEndian: UInt32(increment), at: 0)
  }

  mutating func writeGoAway(last: UInt32, _ code: ErrorCode, _ reason: StaticString) {
    let debug = UnsafeRawBufferPointer(
      start: reason.utf8Start,
      count: reason.utf8CodeUnitCount
    )
    let address = reserveFrame(.goAway, length: 8 + debug.count, streamID: 0)
    address.store(bigEndian: last, at: 0)
    address.store(bigEndian: code.rawValue, at: 4)
    UnsafeMutableRawBufferPointer(start: address + 8, count: debug.count).copyMemory(from: debug)
  }

  /// Writes a header block as HEADERS and, where it is longer than a frame may be, CONTINUATION.
  @inline(__always)
  mutating func writeHeaders(_ block: UnsafeRawBufferPointer, _ id: UInt32, endStream: Bool) {
    let flags: UInt8 = endStream ? FrameFlags.endStream : FrameFlags.none
    guard block.count <= peer.maxFrameSize else {
      return writeLongHeaders(block, id, flags)
    }
    let address = reserveFrame(
      .headers,
      flags: flags | FrameFlags.endHeaders,
      length: block.count,
      streamID: id
    )
    UnsafeMutableRawBufferPointer(start: address, count: block.count).copyMemory(from: block)
  }

  /// Writes a header block that is in two parts.
  @inline(__always)
  mutating func writeHeaders(
    _ first: UnsafeRawBufferPointer,
    then second: UnsafeRawBufferPointer,
    _ id: UInt32,
    endStream: Bool
  ) {
    let flags: UInt8 = endStream ? FrameFlags.endStream : FrameFlags.none
    let count = first.count + second.count
    guard count <= peer.maxFrameSize else {
      return (Array(first) + second).withUnsafeBytes { writeLongHeaders($0, id, flags) }
    }
    let address = reserveFrame(
      .headers,
      flags: flags | FrameFlags.endHeaders,
      length: count,
      streamID: id
    )
    let block = UnsafeMutableRawBufferPointer(start: address, count: count)
    block.copyMemory(from: first)
    UnsafeMutableRawBufferPointer(rebasing: block[first.count...]).copyMemory(from: second)
  }

  private mutating func writeLongHeaders(
    _ block: UnsafeRawBufferPointer,
    _ id: UInt32,
    _ flags: UInt8
  ) {
    var start = 0
    while start < block.count {
      let count = min(peer.maxFrameSize, block.count - start)
      let isLast = start + count == block.count
      var frameFlags: UInt8 = start == 0 ? flags : FrameFlags.none
      if isLast { frameFlags |= FrameFlags.endHeaders }
      let address = reserveFrame(
        start == 0 ? .headers : .continuation,
        flags: frameFlags,
        length: count,
        streamID: id
      )
      UnsafeMutableRawBufferPointer(start: address, count: count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: block[start..<(start + count)]))
      start += count
    }
  }

  /// Writes a frame's nine bytes; the payload goes to the returned address.
  @inline(__always)
  mutating func reserveFrame(
    _ type: FrameType,
    flags: UInt8 = FrameFlags.none,
    length: Int,
    streamID: UInt32
  ) -> UnsafeMutableRawPointer {
    let address = output.reserve(FrameHeader.size + length)
    FrameHeader(length: length, type: type, flags: flags, streamID: streamID).write(to: address)
    output.wrote(FrameHeader.size + length)
    return address + FrameHeader.size
  }
}
