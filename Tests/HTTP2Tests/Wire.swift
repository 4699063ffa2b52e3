@testable import HTTP2

/// Frames written by hand, byte by byte, so that also wrong ones can be made.
enum Wire {
  static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  static func frame(
    _ type: UInt8,
    flags: UInt8 = 0,
    _ stream: UInt32 = 0,
    _ payload: [UInt8] = []
  ) -> [UInt8] {
    let length = UInt32(payload.count)
    return Array(bytes(length).dropFirst()) + [type, flags] + bytes(stream) + payload
  }

  static func bytes(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (24 - 8 * UInt32($0))) }
  }

  static func data(_ stream: UInt32, _ body: [UInt8], end: Bool = false) -> [UInt8] {
    frame(0, flags: end ? 1 : 0, stream, body)
  }

  static func padded(_ stream: UInt32, _ body: [UInt8], by padding: UInt8, end: Bool = false)
    -> [UInt8]
  {
    let zeros = [UInt8](repeating: 0, count: Int(padding))
    return frame(0, flags: end ? 9 : 8, stream, [padding] + body + zeros)
  }

  static func headers(_ stream: UInt32, _ fields: [HeaderField], end: Bool = false) -> [UInt8] {
    frame(1, flags: end ? 5 : 4, stream, block(fields))
  }

  /// A header list cut into HEADERS and CONTINUATION frames at the given sizes.
  static func split(
    _ stream: UInt32,
    _ block: [UInt8],
    into sizes: [Int],
    end: Bool = false
  ) -> [UInt8] {
    var rest = block[...]
    var output: [UInt8] = []
    for (index, size) in sizes.enumerated() {
      let isLast = index == sizes.count - 1
      let part = isLast ? rest : rest.prefix(size)
      rest = rest.dropFirst(part.count)
      output += frame(
        index == 0 ? 1 : 9,
        flags: (isLast ? 4 : 0) | (index == 0 && end ? 1 : 0),
        stream,
        Array(part)
      )
    }
    return output
  }

  static func reset(_ stream: UInt32, _ code: UInt32) -> [UInt8] { frame(3, stream, bytes(code)) }

  static func settings(_ entries: [(UInt16, UInt32)] = []) -> [UInt8] {
    frame(4, 0, entries.flatMap { Array(bytes(UInt32($0.0)).dropFirst(2)) + bytes($0.1) })
  }

  static let settingsAcknowledgement = frame(4, flags: 1)

  static func ping(_ data: UInt8 = 0, acknowledge: Bool = false) -> [UInt8] {
    frame(6, flags: acknowledge ? 1 : 0, 0, [UInt8](repeating: data, count: 8))
  }

  static func goAway(_ last: UInt32, _ code: UInt32) -> [UInt8] {
    frame(7, 0, bytes(last) + bytes(code) + Array("bye".utf8))
  }

  static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
    frame(8, stream, bytes(increment))
  }

  /// A header block of literals that leave the dynamic table alone.
  static func block(_ fields: [HeaderField]) -> [UInt8] {
    var block: [UInt8] = []
    for field in fields { HeaderEncoder.appendLiteral(field, to: &block) }
    return block
  }
}

extension Array<HeaderField> {
  /// A request that any server may accept.
  static let request: [HeaderField] = [
    HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", "/a"),
    HeaderField(":authority", "host"),
  ]

  static let response: [HeaderField] = [HeaderField(":status", "200")]

  static let trailers: [HeaderField] = [HeaderField("grpc-status", "0")]
}

/// A frame that a connection has written.
struct SentFrame: Equatable {
  var type: UInt8
  var flags: UInt8
  var stream: UInt32
  var payload: [UInt8]

  /// The frames in a connection's output, after its preface.
  static func all(_ output: [UInt8]) -> [SentFrame] {
    var rest = output[...]
    if rest.starts(with: Wire.preface) { rest = rest.dropFirst(Wire.preface.count) }
    var frames: [SentFrame] = []
    while rest.count >= 9 {
      let head = Array(rest.prefix(9))
      let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
      let stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
      rest = rest.dropFirst(9)
      frames.append(
        SentFrame(
          type: head[3],
          flags: head[4],
          stream: stream,
          payload: Array(rest.prefix(length))
        )
      )
      rest = rest.dropFirst(length)
    }
    return frames
  }

  /// The number of four bytes at an offset of the payload.
  func number(at offset: Int) -> UInt32 {
    payload.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
  }
}
