import Testing

@testable import HTTP2

/// Errors that end one stream and leave the connection standing.
@Suite struct StreamErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let roles: [Role]
    let bytes: [UInt8]
    let stream: UInt32
    let code: ErrorCode
    /// Whether the caller knew the stream and is told its end.
    let isTold: Bool

    var testDescription: String { name }
  }

  private static func both(
    _ name: String,
    _ bytes: [UInt8],
    _ stream: UInt32,
    _ code: ErrorCode,
    told: Bool = true
  ) -> Case {
    Case(name: name, roles: Role.both, bytes: bytes, stream: stream, code: code, isTold: told)
  }

  private static func client(
    _ name: String,
    _ bytes: [UInt8],
    _ stream: UInt32,
    _ code: ErrorCode
  ) -> Case {
    Case(name: name, roles: [.client], bytes: bytes, stream: stream, code: code, isTold: true)
  }

  private static func server(
    _ name: String,
    _ bytes: [UInt8],
    _ stream: UInt32,
    _ code: ErrorCode,
    told: Bool = true
  ) -> Case {
    Case(name: name, roles: [.server], bytes: bytes, stream: stream, code: code, isTold: told)
  }

  private static func length(_ count: Int) -> [HeaderField] {
    [HeaderField("content-length", "\(count)")]
  }

  static let cases: [Case] = [
    both("a PRIORITY of 4 bytes", Wire.frame(2, 1, [0, 0, 0, 1]), 1, .frameSizeError),
    both("WINDOW_UPDATE by zero", Wire.windowUpdate(1, 0), 1, .protocolError),
    both("a window too wide", Wire.windowUpdate(1, 0x7fff_ffff), 1, .flowControlError),
    both("DATA after the peer's reset", Wire.data(9, [1]), 9, .streamClosed, told: false),
    server("DATA after END_STREAM", Wire.data(3, [1]), 3, .streamClosed),
    server("HEADERS after END_STREAM", Wire.headers(3, [], end: true), 3, .streamClosed),
    server("trailers without END_STREAM", Wire.headers(1, .trailers), 1, .protocolError),
    server("pseudo-headers in trailers", Wire.headers(1, .request, end: true), 1, .protocolError),
    server("no :path", Wire.headers(11, .response), 11, .protocolError, told: false),
    server(
      "a body promised and ended",
      Wire.headers(11, .request + length(1), end: true),
      11,
      .protocolError,
      told: false
    ),
    Case(
      name: "DATA after the end",
      roles: [.client],
      bytes: Wire.data(5, [1]),
      stream: 5,
      code: .streamClosed,
      isTold: false
    ),
    client("DATA before the head", Wire.data(1, [1]), 1, .protocolError),
    client("a request as the answer", Wire.headers(1, .request), 1, .protocolError),
    client(
      "103 with END_STREAM",
      Wire.headers(1, [HeaderField(":status", "103")], end: true),
      1,
      .protocolError
    ),
    client("a second head", Wire.headers(3, .response), 3, .protocolError),
    client("101", Wire.headers(1, [HeaderField(":status", "101")]), 1, .protocolError),
  ]

  @Test(arguments: cases)
  func `a broken rule ends the stream with its code`(broken: Case) {
    for role in broken.roles {
      let end = End.busy(role)
      let told = end.receive(broken.bytes)
      #expect(told == (broken.isTold ? [.ended(broken.stream, .violation(broken.code))] : []))
      let code = Wire.bytes(broken.code.rawValue)
      let reset = SentFrame(type: 3, flags: 0, stream: broken.stream, payload: code)
      #expect(end.sent() == [reset])
      #expect(end.receive(Wire.ping(7, acknowledge: true)) == [.pingAcknowledged(.sevens)])
    }
  }

  @Test(
    arguments: [
      (5, [3, 3], true), (5, [3, 2], false), (5, [5], false), (5, [6], true), (0, [1], true),
      (5, [4], true), (0, [0], false), (5, [0, 5], false),
    ] as [(Int, [Int], Bool)]
  )
  func `a body has the length that was promised`(promised: Int, parts: [Int], isWrong: Bool) {
    for role in Role.both {
      let end = End.busy(role)
      let id: UInt32 = role == .server ? 11 : 1
      let head = role == .server ? [HeaderField].request : .response
      var bytes = Wire.headers(id, head + Self.length(promised))
      for (index, count) in parts.enumerated() {
        let body = [UInt8](repeating: 1, count: count)
        bytes += Wire.data(id, body, end: index == parts.count - 1)
      }
      let last = end.receive(bytes).last
      #expect((last == .ended(id, .violation(.protocolError))) == isWrong, "\(role)")
    }
  }

  @Test func `trailers end a body that is too short`() {
    let end = End.busy(.client)
    let told = end.receive(
      Wire.headers(1, .response + Self.length(5)) + Wire.data(1, [1])
        + Wire.headers(1, .trailers, end: true)
    )
    #expect(told.last == .ended(1, .violation(.protocolError)))
  }

  @Test func `a head without a body may promise one`() {
    // As the answer to HEAD, or as 304, does (RFC 9113 §8.1.1).
    let end = End.busy(.client)
    let head = [HeaderField].response + Self.length(5)
    #expect(
      end.receive(Wire.headers(1, head, end: true)) == [.head(1, .message, head, ended: true)]
    )
  }

  @Test(arguments: Role.both)
  func `frames on a stream that we have reset disappear`(role: Role) {
    let end = End.busy(role)
    let frames =
      Wire.data(7, [1]) + Wire.headers(7, .trailers, end: true) + Wire.reset(7, 8)
      + Wire.windowUpdate(7, 1) + Wire.frame(2, 7, [0, 0, 0, 1, 0])
    #expect(end.receive(frames) == [])
    #expect(end.sent() == [])
  }

  @Test(arguments: Role.both)
  func `late WINDOW_UPDATE and RST_STREAM on a closed stream disappear`(role: Role) {
    let end = End.busy(role)
    for id: UInt32 in [5, 9] {
      #expect(end.receive(Wire.windowUpdate(id, 1) + Wire.reset(id, 0)) == [])
    }
    #expect(end.sent() == [])
  }

  @Test func `a block on a reset stream still changes the table`() {
    let end = End.ready(.client)
    let first = end.open(end: true)
    _ = end.open(end: true)
    end.connection.reset(first, .cancel)
    let deflater = Deflater()
    let list = [HeaderField].response + [HeaderField("x-a", "b")]
    _ = end.receive(Wire.frame(1, flags: 4, 1, deflater.encode(list)))
    let told = end.receive(Wire.frame(1, flags: 5, 3, deflater.encode(list)))
    #expect(told == [.head(3, .message, list, ended: true)])
  }
}

extension UInt64 {
  /// Eight bytes of seven.
  static let sevens: UInt64 = 0x0707_0707_0707_0707
}
