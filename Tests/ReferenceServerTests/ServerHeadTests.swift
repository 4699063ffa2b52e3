import HTTP2
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// Heads that a client begins and does not end, over sockets: how long they may take, and that they
/// count among what the server holds.
@Suite(.serialized) struct ServerHeadTests {
  /// A preface and SETTINGS, behind which HTTP/2 begins.
  private static let greeting =
    Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8) + [0, 0, 0, 4, 0, 0, 0, 0, 0]

  /// Bytes of each head that is begun, and of each frame.
  private static let count = 12_000

  private static func frame(_ type: UInt8, flags: UInt8, _ count: Int) -> [UInt8] {
    [0, UInt8(count >> 8), UInt8(count & 255), type, flags, 0, 0, 0, 1]
  }

  /// HEADERS without END_HEADERS.
  private static let openBlock =
    greeting + frame(1, flags: 0, count) + [UInt8](repeating: 0x82, count: count)

  /// Half a frame, of a type that comes whole or not at all.
  private static let openFrame =
    greeting + frame(1, flags: 4, count + 1) + [UInt8](repeating: 0x82, count: count)

  /// A request of HTTP/1.1 and a part of another one.
  private static let openHead =
    Array("GET / HTTP/1.1\r\nHost: a\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\nX: ".utf8)
    + [UInt8](repeating: 0x61, count: count)

  private func start(_ change: (inout ServerOptions) -> Void) throws -> ReferenceServer {
    var options = ServerOptions()
    options.headLimit = .seconds(3_600)
    options.greetingLimit = .seconds(3_600)
    change(&options)
    return try ReferenceServer(
      at: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0],
      options: options
    )
  }

  /// Says it, and waits until the server has ended the connection.
  private func isSentAway(_ bytes: [UInt8], _ server: ReferenceServer) throws -> Bool {
    let visitor = try Visitor(server.address)
    visitor.turn { $0.turns > 0 }
    visitor.say(bytes)
    visitor.turn { $0.hasEnded }
    return visitor.hasEnded
  }

  @Test(arguments: [openBlock, openHead])
  func `a client that does not end a head is sent away`(said: [UInt8]) throws {
    let server = try start { $0.headLimit = .milliseconds(30) }
    #expect(try isSentAway(said, server))
    let client = try TestClient(server.address)
    let reply = client.call(TestClient.fields(), [try Wire.requests(["Ann"])])
    #expect(reply.status == "0" && !client.isClosed)
    _ = try server.finish()
  }

  @Test(arguments: [openBlock, openFrame, openHead])
  func `what has come of a head counts among what may be held`(said: [UInt8]) throws {
    let server = try start { $0.maxHeld = Self.count - 500 }
    #expect(try isSentAway(said, server))
    let client = try TestClient(server.address)
    let reply = client.call(TestClient.fields(), [try Wire.requests(["Ann"])])
    #expect(reply.status == "0" && !client.isClosed)
    _ = try server.finish()
  }

  @Test func `the limit is ten seconds unless it is set`() {
    #expect(ServerOptions().headLimit == .seconds(10))
  }
}
