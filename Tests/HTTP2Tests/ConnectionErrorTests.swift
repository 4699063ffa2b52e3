import Testing

@testable import HTTP2

/// Each error that RFC 9113 names, with its code and its reach.
@Suite struct ConnectionErrorTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let roles: [Role]
    let bytes: [UInt8]
    let code: ErrorCode

    init(
      _ name: String,
      _ bytes: [UInt8],
      _ code: ErrorCode,
      _ roles: [Role] = [.client, .server]
    ) {
      self.name = name
      self.roles = roles
      self.bytes = bytes
      self.code = code
    }

    var testDescription: String { name }
  }

  /// All of them, for the documentation.
  static let cases = frames + settings + blocks

  private static let response = [HeaderField].response
  private static let long = [UInt8](repeating: 0, count: 16_385)

  private static let frames: [Case] = [
    Case("DATA on stream 0", Wire.data(0, [1]), .protocolError),
    Case("DATA on an idle stream", Wire.data(11, [1]), .protocolError),
    Case("DATA on an even stream", Wire.data(2, [1]), .protocolError),
    Case("DATA after the end", Wire.data(5, [1]), .streamClosed, [.server]),
    Case("padded DATA without a length", Wire.frame(0, flags: 8, 1), .frameSizeError),
    Case("only padding is too long", Wire.frame(0, flags: 8, 1, [1]), .protocolError),
    Case("padding too long", Wire.frame(0, flags: 8, 1, [3, 0, 0]), .protocolError),
    Case("a long DATA", Wire.data(1, long), .frameSizeError),
    Case("HEADERS on stream 0", Wire.headers(0, response), .protocolError),
    Case("HEADERS on an even stream", Wire.headers(2, response), .protocolError),
    Case("HEADERS on an idle stream", Wire.headers(11, response), .protocolError, [.client]),
    Case("HEADERS after the end", Wire.headers(5, .trailers, end: true), .streamClosed),
    Case("HEADERS after a reset", Wire.headers(9, .trailers, end: true), .streamClosed),
    Case("padded HEADERS without a length", Wire.frame(1, flags: 12, 1), .frameSizeError),
    Case("HEADERS with long padding", Wire.frame(1, flags: 12, 1, [2, 0]), .protocolError),
    Case("HEADERS too short", Wire.frame(1, flags: 0x24, 1, [0, 0, 0, 0]), .frameSizeError),
    Case("not HPACK", Wire.frame(1, flags: 4, 1, [0x80]), .compressionError),
    Case("not HPACK, ended by us", Wire.frame(1, flags: 4, 7, [0xff]), .compressionError),
    Case("PRIORITY on stream 0", Wire.frame(2, 0, [0, 0, 0, 1, 0]), .protocolError),
    Case("a short PRIORITY", Wire.frame(2, 11, [0, 0, 0, 1]), .frameSizeError),
    Case("RST_STREAM on stream 0", Wire.reset(0, 8), .protocolError),
    Case("RST_STREAM on an idle stream", Wire.reset(11, 8), .protocolError),
    Case("a short RST_STREAM", Wire.frame(3, 1, [0, 0, 8]), .frameSizeError),
    Case("a long RST_STREAM", Wire.frame(3, 1, [0, 0, 0, 0, 8]), .frameSizeError),
    Case("PUSH_PROMISE", Wire.frame(5, flags: 4, 1, [0, 0, 0, 2, 0x82]), .protocolError),
    Case("PING on a stream", Wire.frame(6, 1, [UInt8](repeating: 0, count: 8)), .protocolError),
    Case("a short PING", Wire.frame(6, 0, [1, 2]), .frameSizeError),
    Case("GOAWAY on a stream", Wire.frame(7, 1, long.suffix(8)), .protocolError),
    Case("a short GOAWAY", Wire.frame(7, 0, long.suffix(7)), .frameSizeError),
    Case("GOAWAY that takes back", Wire.goAway(3, 0) + Wire.goAway(5, 0), .protocolError),
    Case("a short WINDOW_UPDATE", Wire.frame(8, 0, [0, 0, 1]), .frameSizeError),
    Case("WINDOW_UPDATE by zero", Wire.windowUpdate(0, 0), .protocolError),
    Case("a reserved bit is no increment", Wire.windowUpdate(0, 1 << 31), .protocolError),
    Case("WINDOW_UPDATE on an idle stream", Wire.windowUpdate(11, 1), .protocolError),
    Case("a connection window too wide", Wire.windowUpdate(0, 0x7fff_ffff), .flowControlError),
    Case("an unknown type that is too long", Wire.frame(0xee, 1, long), .frameSizeError),
  ]

  private static let settings: [Case] = [
    Case("SETTINGS on a stream", Wire.frame(4, 1), .protocolError),
    Case("SETTINGS of 5 bytes", Wire.frame(4, 0, [0, 3, 0, 0, 0]), .frameSizeError),
    Case("an ack with a payload", Wire.frame(4, flags: 1, 0, long.suffix(6)), .frameSizeError),
    Case("ENABLE_PUSH of 2", Wire.settings([(2, 2)]), .protocolError),
    Case("ENABLE_PUSH by a server", Wire.settings([(2, 1)]), .protocolError, [.client]),
    Case("a window of 2^31", Wire.settings([(4, 1 << 31)]), .flowControlError),
    Case("frames of 16,383", Wire.settings([(5, 16_383)]), .protocolError),
    Case("frames of 2^24", Wire.settings([(5, 1 << 24)]), .protocolError),
    Case("33 parameters", Wire.settings(.init(repeating: (9, 0), count: 33)), .enhanceYourCalm),
    Case(
      "a stream's window too wide",
      Wire.windowUpdate(1, 0x7fff_0000 - 65_535) + Wire.settings([(4, 0x7fff_ffff)]),
      .flowControlError
    ),
  ]

  private static let blocks: [Case] = [
    Case("CONTINUATION alone", Wire.frame(9, flags: 4, 1, [0x88]), .protocolError),
    Case("CONTINUATION on stream 0", Wire.frame(9, flags: 4, 0, [0x88]), .protocolError),
    Case(
      "another stream inside",
      Wire.frame(1, 1, [0x88]) + Wire.frame(9, flags: 4, 3, [0x88]),
      .protocolError
    ),
    Case("PING inside", Wire.frame(1, 1, [0x88]) + Wire.ping(), .protocolError),
    Case("DATA inside", Wire.frame(1, 1, [0x88]) + Wire.data(1, [1]), .protocolError),
    Case("HEADERS inside", Wire.frame(1, 1, []) + Wire.headers(1, response), .protocolError),
    Case("an unknown type inside", Wire.frame(1, 1) + Wire.frame(0xee, 1), .protocolError),
    Case(
      "nine continuations",
      Wire.split(1, Wire.block(response), into: .init(repeating: 0, count: 10)),
      .enhanceYourCalm
    ),
  ]

  @Test(arguments: frames + settings + blocks)
  func `a broken rule ends the connection with its code`(broken: Case) {
    for role in broken.roles {
      let end = End.busy(role)
      let told = end.receive(broken.bytes)
      #expect(told.last == .failed(broken.code), "\(role)")
      let goodbye = end.sent().last
      #expect(goodbye?.type == 7)
      #expect(goodbye?.number(at: 0) == (role == .server ? 9 : 0))
      #expect(goodbye?.number(at: 4) == broken.code.rawValue)
      #expect(end.receive(Wire.ping()) == [], "nothing more is read")
      #expect(end.sent() == [])
    }
  }

  @Test(arguments: frames + settings + blocks)
  func `an error does not depend on how the bytes are cut`(broken: Case) {
    for role in broken.roles {
      #expect(
        End.busy(role).receive(broken.bytes, reads: 1) == End.busy(role).receive(broken.bytes)
      )
    }
  }

  @Test func `a new stream has a higher identifier than all before it`() {
    let end = End.ready(.server)
    let told = end.receive(Wire.headers(5, .request) + Wire.headers(3, .request))
    #expect(told.last == .failed(.protocolError))
    #expect(end.sent().last?.number(at: 0) == 5)
  }

  @Test(arguments: 0...8)
  func `nothing is on stream 0, whatever streams there are or were`(count: Int) {
    for role in Role.both {
      let end = End.ready(role)
      for index in 0..<count {
        let id = UInt32(index) * 2 + 1
        if role == .client { _ = end.open() }
        _ = end.receive(Wire.headers(id, role == .client ? .response : .request))
      }
      if let stream = end.stream(1) { end.connection.reset(stream, .cancel) }
      #expect(end.receive(Wire.data(0, [1])) == [.failed(.protocolError)])
    }
  }

  @Test(arguments: Role.both)
  func `the first frame is SETTINGS`(role: Role) {
    let preface = role == .server ? Wire.preface : []
    for frame in [Wire.ping(), Wire.settingsAcknowledgement, Wire.frame(0xee)] {
      #expect(End(role).receive(preface + frame) == [.failed(.protocolError)])
    }
    #expect(End(role).receive(preface + Wire.settings()) == [.ready])
  }

  @Test func `a server hears at the first wrong byte that it is not HTTP/2`() {
    #expect(End(.server).receive(Array("GET / HTTP/1.1\r\n".utf8)) == [.failed(.protocolError)])
    #expect(End(.server).receive(Array("PRI * HTTP/2.0\r\nX".utf8)) == [.failed(.protocolError)])
    #expect(End(.server).receive(Array("PRI * HTTP/2.0".utf8)) == [])
  }

  @Test func `a client recognizes a server that speaks HTTP/1`() {
    let told = End(.client).receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    #expect(told == [.failed(.http11Required)])
  }

  @Test(arguments: Role.both)
  func `a control frame longer than what is read at once is refused`(role: Role) {
    let end = End(role, .with { $0.settings.maxFrameSize = 1 << 20 }, capacity: 32 * 1024)
    _ = end.receive((role == .server ? Wire.preface : []) + Wire.settings())
    let told = end.receive(Wire.frame(7, 0, [UInt8](repeating: 0, count: 100_000)))
    #expect(told == [.failed(.frameSizeError)])
  }
}
