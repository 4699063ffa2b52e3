/// The messages that calls of one kind send, made before the run: each behind its prefix, one after
/// the other.
struct MessagePool: Sendable {
  let bytes: [UInt8]
  /// Where each message ends, in the order of the messages.
  let ends: [Int]

  /// Small messages are repeated up to this many bytes, so that many can be sent in one go.
  static let comfortableBytes = 16_384 - 9

  init(_ messages: [[UInt8]], repeated: Bool) {
    var bytes: [UInt8] = []
    var ends: [Int] = []
    let once = messages.reduce(0) { $0 + $1.count }
    let times = repeated ? max(1, Self.comfortableBytes / max(once, 1)) : 1
    bytes.reserveCapacity(once * times)
    for _ in 0..<times {
      for message in messages {
        bytes += message
        ends.append(bytes.count)
      }
    }
    self.bytes = bytes
    self.ends = ends
  }

  var count: Int { ends.count }

  func start(of message: Int) -> Int { message == 0 ? 0 : ends[message - 1] }
}
