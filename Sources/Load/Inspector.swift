import Bytes
import GRPC
import Timing

/// Puts the server's messages together and compares them with what they should be.
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

  mutating func add(_ bytes: Span<UInt8>, to call: UInt32) {
    var message = messages.removeValue(forKey: call) ?? Message()
    message.bytes.reserveCapacity(message.bytes.count + bytes.count)
    for index in bytes.indices { message.bytes.append(bytes[index]) }
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
    while true {
      switch calls[call].deframer.next(in: bytes, at: &offset) {
      case .needMore: return nil
      case .begin(_, let isCompressed): inspector.begin(call, isCompressed: isCompressed)
      case .payload(let range, let isLast):
        inspector.add(bytes.extracting(range), to: call)
        guard isLast else { break }
        if let status = checkMessage(of: call) { return status }
        received(1, of: call, at: now)
      case .failed(let error): return error.status
      }
    }
  }

  /// Counts the one message of a call that is all of a body, if it is what it should be.
  ///
  /// - Returns: What the call ends with when it is not.
  mutating func bodyEnded(of call: UInt32, at now: Instant) -> Status? {
    guard calls[call].play != Play.none else {
      received(call, at: now)
      return nil
    }
    if pages[Int(calls[call].kind)].template.shape.verifies,
      let status = checkMessage(of: call)
    {
      return status
    }
    received(1, of: call, at: now)
    return nil
  }

  private mutating func checkMessage(of call: UInt32) -> Status? {
    let kind = Int(calls[call].kind)
    let number = Int(calls[call].messagesReceived)
    do {
      let body = try inspector.take(call, limit: pages[kind].template.maxMessageSize)
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
