import Bytes
import GRPC
import Timing
import Transport

/// Puts the server's messages together, to be read or compared with what they should be.
///
/// It is not for speed: calls that are looked into cost several times as much.
struct Inspector: ~Copyable {
  private struct Message {
    var bytes: [UInt8] = []
    var isCompressed = false
  }

  /// The message that each call is receiving.
  private var messages: [UInt32: Message] = [:]
  private var decoder = GzipDecoder()

  mutating func begin(_ call: UInt32, isCompressed: Bool) {
    messages[call] = Message(isCompressed: isCompressed)
  }

  /// A part of a message of the call is here.
  func holds(_ call: UInt32) -> Bool { !messages.isEmpty && messages[call] != nil }

  mutating func add(_ bytes: Span<UInt8>, to call: UInt32) {
    var message = messages.removeValue(forKey: call) ?? Message()
    message.bytes.append(bytes)
    messages[call] = message
  }

  /// The whole message of a call, decompressed.
  mutating func take(_ call: UInt32, limit: Int) throws(GzipDecoder.Failure) -> [UInt8] {
    let message = messages.removeValue(forKey: call) ?? Message()
    guard message.isCompressed else { return message.bytes }
    var bytes: [UInt8] = []
    try decoder.decompress(message.bytes.span, into: &bytes, limit: limit)
    return bytes
  }

  mutating func forget(_ call: UInt32) {
    messages[call] = nil
  }
}

extension CallBook {
  /// Counts the messages that end in the bytes, if they are what they should be.
  ///
  /// - Returns: What the call ends with when they are not.
  mutating func inspect(_ bytes: Span<UInt8>, of call: UInt32, at now: Instant) -> Status? {
    var offset = 0
    while pages[Int(calls[call].kind)].template.live != nil, !verifies(call),
      let range = calls[call].deframer.wholeMessage(in: bytes, at: &offset)
    {
      if let status = read(bytes.extracting(range), of: call) { return status }
      received(1, of: call, at: plays[calls[call].play].readAt)
    }
    while true {
      switch calls[call].deframer.next(in: bytes, at: &offset) {
      case .needMore: return nil
      case .begin(_, let isCompressed): inspector.begin(call, isCompressed: isCompressed)
      case .payload(let range, let isLast):
        inspector.add(bytes.extracting(range), to: call)
        guard isLast else { break }
        if let status = checkMessage(of: call) { return status }
        received(1, of: call, at: max(now, plays[calls[call].play].readAt))
      case .failed(let error): return error.status
      }
    }
  }

  /// Counts the one message of a call that is all of a body, if it is what it should be.
  ///
  /// - Returns: What the call ends with when it is not.
  mutating func bodyEnded(of call: UInt32, at now: Instant) -> Status? {
    let play = calls[call].play
    guard play != Play.none else {
      received(call, at: now)
      return nil
    }
    if inspects(call), !plays[play].isRead, let status = checkMessage(of: call) {
      return status
    }
    received(1, of: call, at: max(now, plays[play].readAt))
    return nil
  }

  /// Takes a part of a body that is looked into.
  ///
  /// - Parameters:
  ///   - bytes: What has come.
  ///   - call: The call that it answers.
  ///   - isWhole: Whether the body ends with it.
  mutating func inspectBody(_ bytes: Span<UInt8>, of call: UInt32, isWhole: Bool) {
    // What cannot be read is told when the body has ended.
    if isWhole, !verifies(call), !inspector.holds(call), read(bytes, of: call) == nil { return }
    inspector.add(bytes, to: call)
  }

  func inspects(_ call: UInt32) -> Bool {
    pages[Int(calls[call].kind)].template.shape.inspects
  }

  private func verifies(_ call: UInt32) -> Bool {
    pages[Int(calls[call].kind)].template.shape.verifies
  }

  /// Reads a message with a live codec, and takes the time at which it is read.
  ///
  /// - Returns: What the call ends with when it is no message.
  private mutating func read(_ body: Span<UInt8>, of call: UInt32) -> Status? {
    let kind = Int(calls[call].kind)
    let status = pages[kind].template.live?.read(body, number: calls[call].messagesReceived)
    plays[calls[call].play].readAt = EventLoop.now()
    plays[calls[call].play].isRead = status == nil
    return status
  }

  private mutating func checkMessage(of call: UInt32) -> Status? {
    let kind = Int(calls[call].kind)
    let number = Int(calls[call].messagesReceived)
    do {
      let body = try inspector.take(call, limit: pages[kind].template.maxMessageSize)
      if pages[kind].template.shape.isLive, let status = read(body.span, of: call) {
        return status
      }
      let isMet = pages[kind].template.expectation?.isMet(
        by: body,
        number: number,
        first: plays[calls[call].play].firstVariant,
        sendsOne: pages[kind].template.shape.sent == 1
      )
      guard isMet == false else { return nil }
      return Status(
        .dataLoss,
        "message \(number + 1) of the server, \(body.count) bytes, is not what it should be"
      )
    } catch {
      return Status(.internal, "message \(number + 1) of the server: \(error)")
    }
  }
}
