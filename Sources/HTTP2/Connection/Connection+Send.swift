import Bytes

/// What the caller does with streams.
extension Connection {
  /// Bytes that may wait in the send buffer before new streams wait too.
  public static let comfortableOutput = 1024 * 1024

  /// Makes a header list known, to be sent by its number.
  public mutating func register(_ template: HeaderTemplate) -> Int {
    encoder.register(template)
  }

  /// Whether a client may open a stream now.
  public var canOpen: Bool {
    takesStreams && output.count < Self.comfortableOutput
  }

  /// Whether a stream may be opened by the rules, however much waits in the output.
  private var takesStreams: Bool {
    isReady && !isClosing && failure == nil && streams.count < openLimit
  }

  /// How many streams a client may open now with a registered request, without asking again.
  public func room(for request: Int) -> Int {
    guard canOpen else { return 0 }
    // A request has two frames and a few index bytes beside its message.
    let size = requests[request].messageCount + 64
    let inOutput = (Self.comfortableOutput - output.count) / size + 1
    // Identifiers are skipped where older streams have their places, of which there are at most
    // four for each stream: so the last identifiers are taken one by one.
    let left = Int(StreamID.highest - nextStreamID) / 2
    return min(openLimit - streams.count, inOutput, left > 4 * streams.limit ? .max : 1)
  }

  /// Streams that a client may have open at once: the peer's limit and our own.
  public var openLimit: Int {
    min(streams.limit, peer.maxConcurrentStreams ?? .max)
  }

  /// Makes a whole request known, to be sent by its number.
  public mutating func register(_ template: HeaderTemplate, message: [UInt8]) -> Int {
    requests.insert(Request(template: encoder.register(template), message: message))
  }

  /// Opens a stream with a registered request and sends as much of it as the windows allow;
  /// `canOpen` must hold.
  ///
  /// - Returns: The new stream's slot, and how many bytes of the message are sent; END_STREAM is
  /// sent
  ///   with the last.
  public mutating func open(request: Int, user: UInt32) -> (slot: UInt32, sent: Int) {
    if let slot = openAtOnce(request, user) { return (slot, requests[request].messageCount) }
    let message = requests[request].message
    let slot = open(template: requests[request].template, user: user, endStream: false)
    let sent = send(message.span, on: slot, endStream: true)
    prepareBlock(request)
    return (slot, sent)
  }

  /// Copies the whole request into the output.
  ///
  /// The usual way, once the header list is in the peer's table and as long as the windows are
  /// wide. That `canOpen` holds is the caller's word here.
  @inline(__always)
  private mutating func openAtOnce(_ request: Int, _ user: UInt32) -> UInt32? {
    let count = requests[request].messageCount
    guard requests[request].insertions == encoder.insertions, count <= sendWindow,
      count <= peer.initialWindowSize, count <= peer.maxFrameSize
    else { return nil }
    let id = takeStreamID()
    var record = StreamRecord(
      id: id,
      user: user,
      sendWindow: peer.initialWindowSize &- count,
      receiveWindow: streamWindow
    )
    record.flags = StreamFlags.localEnded
    sendWindow &-= count
    requests[request].write(to: &output, streamID: id)
    return streams.insert(record)
  }

  /// Composes a request's block, if its header list needs no more changes of the table.
  private mutating func prepareBlock(_ request: Int) {
    let template = requests[request].template
    guard encoder.isSettled(template) else { return }
    let block = encoder.block(template)
    guard block.count <= peer.maxFrameSize else { return }
    block.withUnsafeBytes { requests[request].compose($0, insertions: encoder.insertions) }
  }

  /// The next identifier of our own; skipped ones close unused (RFC 9113 §5.1.1), and the table has
  /// more places than streams.
  @inline(__always)
  private mutating func takeStreamID() -> UInt32 {
    while nextStreamID < StreamID.highest, streams.isTaken(nextStreamID) { nextStreamID &+= 2 }
    let id = nextStreamID
    nextStreamID &+= 2
    return id
  }

  /// Opens a stream with a template's header list; `canOpen` must hold.
  ///
  /// - Returns: The new stream's slot.
  public mutating func open(template: Int, user: UInt32, endStream: Bool) -> UInt32 {
    let (slot, id) = addStream(user, endStream: endStream)
    writeTemplate(template, id, endStream: endStream)
    return slot
  }

  /// Opens a stream with a template's header list and more fields behind it; `canOpen` must hold.
  ///
  /// - Parameters:
  ///   - template: The number of a registered template.
  ///   - extra: Whole fields in HPACK that touch no table, as `HeaderLiteral` writes them.
  ///   - user: The caller's own index for the stream.
  ///   - endStream: The request has no body.
  /// - Returns: The new stream's slot.
  public mutating func open(
    template: Int,
    extra: Span<UInt8>,
    user: UInt32,
    endStream: Bool
  ) -> UInt32 {
    let (slot, id) = addStream(user, endStream: endStream)
    encoder.block(template).withUnsafeBytes { first in
      extra.withUnsafeBytes { writeHeaders(first, then: $0, id, endStream: endStream) }
    }
    return slot
  }

  @inline(__always)
  private mutating func addStream(
    _ user: UInt32,
    endStream: Bool
  ) -> (slot: UInt32, id: UInt32) {
    precondition(takesStreams, "opened a stream on a connection that takes none")
    let id = takeStreamID()
    var record = StreamRecord(
      id: id,
      user: user,
      sendWindow: peer.initialWindowSize,
      receiveWindow: streamWindow
    )
    if endStream { record.flags = StreamFlags.localEnded }
    return (streams.insert(record), id)
  }

  /// Sends a template's header list on an accepted stream: a response's head, or its trailers.
  public mutating func respond(_ stream: Stream, template: Int, endStream: Bool) {
    check(stream)
    writeTemplate(template, stream.id, endStream: endStream)
    if endStream { endLocal(stream.slot) }
  }

  /// Sends a header list that is not worth a template.
  public mutating func respond(_ stream: Stream, fields: [HeaderField], endStream: Bool) {
    check(stream)
    encoder.encode(fields).withUnsafeBytes { writeHeaders($0, stream.id, endStream: endStream) }
    if endStream { endLocal(stream.slot) }
  }

  /// Sends body bytes as far as the windows allow.
  ///
  /// - Returns: How many bytes were taken. When they are not all, `endStream` is still to be sent
  ///   and a `writable` or `connectionWritable` event will say when to go on.
  public mutating func send(_ bytes: Span<UInt8>, on slot: UInt32, endStream: Bool) -> Int {
    let record = streams.record(slot)
    precondition(record.pointee.id != 0, "sent on a stream that is gone")
    precondition(record.pointee.flags & StreamFlags.localEnded == 0, "sent after END_STREAM")
    let allowed = max(0, min(bytes.count, record.pointee.sendWindow, sendWindow))
    let isWhole = allowed == bytes.count
    record.pointee.sendWindow -= allowed
    sendWindow -= allowed
    if !isWhole {
      // Only a window that is used up holds the rest back and is waited for.
      if record.pointee.sendWindow <= 0 { record.pointee.flags |= StreamFlags.blocked }
      if sendWindow <= 0 { isBlocked = true }
    }
    guard allowed > 0 || isWhole && endStream else { return 0 }
    bytes.withUnsafeBytes { source in
      writeData(
        UnsafeRawBufferPointer(rebasing: source[..<allowed]),
        record.pointee.id,
        endStream: isWhole && endStream
      )
    }
    if isWhole, endStream { endLocal(slot) }
    return allowed
  }

  /// Ends a stream before its time.
  public mutating func reset(_ stream: Stream, _ code: ErrorCode) {
    check(stream)
    merit.cancellations += 1
    writeReset(stream.id, code)
    close(stream.slot, .resetByUs)
  }

  /// Whether a stream is still there: it goes when both sides have ended it, or one has reset it.
  public func isOpen(_ stream: Stream) -> Bool {
    streams.record(stream.slot).pointee.id == stream.id
  }

  /// An open stream by its slot.
  public func stream(_ slot: UInt32) -> Stream {
    let record = streams.record(slot).pointee
    return Stream(slot: slot, id: record.id, user: record.user)
  }

  /// Asks the peer for a sign of life; `pingAcknowledged` brings the data back.
  public mutating func ping(_ data: UInt64) {
    pingsUnderWay += 1
    writePing(data, acknowledge: false)
  }

  /// Says that we will go, and takes what is under way to its end (RFC 9113 §6.8).
  ///
  /// The first call admits all streams that cross it; the second one fixes the last.
  public mutating func goAway() {
    guard failure == nil else { return }
    let last = ownLastStreamID == nil && role == .server ? StreamID.highest : lastAdmitted
    guard last != ownLastStreamID else { return }
    ownLastStreamID = last
    writeGoAway(last: last, .noError, "graceful stop")
  }

  private mutating func writeTemplate(_ template: Int, _ id: UInt32, endStream: Bool) {
    encoder.block(template).withUnsafeBytes { writeHeaders($0, id, endStream: endStream) }
  }

  @inline(__always)
  private mutating func writeData(
    _ bytes: UnsafeRawBufferPointer,
    _ id: UInt32,
    endStream: Bool
  ) {
    // Room for all frames at once, or the buffer would grow, and be moved, several times.
    if bytes.count > peer.maxFrameSize {
      let frames = bytes.count / peer.maxFrameSize + 1
      _ = output.reserve(bytes.count + frames * FrameHeader.size)
    }
    var start = 0
    repeat {
      let count = min(peer.maxFrameSize, bytes.count - start)
      let isLast = start + count == bytes.count
      let address = reserveFrame(
        .data,
        flags: isLast && endStream ? FrameFlags.endStream : FrameFlags.none,
        length: count,
        streamID: id
      )
      UnsafeMutableRawBufferPointer(start: address, count: count)
        .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start..<(start + count)]))
      start += count
    } while start < bytes.count
  }

  /// We have sent END_STREAM.
  @inline(__always)
  private mutating func endLocal(_ slot: UInt32) {
    streams.record(slot).pointee.flags |= StreamFlags.localEnded
    if streams.record(slot).pointee.isOver { close(slot, .ended) }
  }

  private func check(_ stream: Stream) {
    precondition(isOpen(stream), "stream \(stream.id) is gone")
  }
}
