import HTTP2

/// What requests over HTTP/1.1 begin with, made before the run, one head for each message.
struct RequestText: Sendable {
  /// Each without the line break that ends it, so that fields can be added.
  private(set) var heads: [[UInt8]] = []
  /// The whole request, where all are the same bytes; empty where they are not.
  private(set) var block: [UInt8] = []

  /// For a protocol that is not HTTP/1.1.
  init() {}

  init(_ fields: [HeaderField], _ pool: MessagePool, isOneBlock: Bool) {
    heads = (0..<pool.count).map { message in
      RequestHead.text(fields, length: pool.ends[message] - pool.start(of: message))
    }
    guard isOneBlock else { return }
    block = heads[0] + Array("\r\n".utf8) + pool.bytes
  }
}
