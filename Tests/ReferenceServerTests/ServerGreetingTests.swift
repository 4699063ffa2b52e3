import Testing
import Timing
import Transport

@testable import ReferenceServer

/// The server's patience with clients that connect and do not say what they must, over sockets.
@Suite(.serialized) struct ServerGreetingTests {
  private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

  private func options() -> ServerOptions {
    var options = ServerOptions()
    options.greetingLimit = .milliseconds(30)
    return options
  }

  private func start(_ options: ServerOptions) throws -> ReferenceServer {
    try ReferenceServer(
      at: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0],
      options: options
    )
  }

  @Test(
    arguments: [
      [], Array(preface.prefix(23)), preface, preface + [0, 0, 6, 4, 0, 0, 0, 0, 0, 0],
    ]
  )
  func `a client that does not send its preface and SETTINGS is sent away`(said: [UInt8]) throws {
    let server = try start(options())
    let visitor = try Visitor(server.address)
    visitor.turn { $0.turns > 0 }
    if !said.isEmpty { visitor.say(said) }
    visitor.turn { $0.hasEnded }
    #expect(visitor.hasEnded)
    let tally = try server.finish()
    #expect(tally.connectionsOpened == 1)
    #expect(TLSFailure.allCases.allSatisfy { tally.handshakes.failed($0) == 0 })
  }

  @Test func `a client that says nothing behind its handshake is sent away`() throws {
    var options = options()
    options.greetingLimit = .milliseconds(300)
    let identity = try TLSIdentity.throwaway()
    options.tls = TLSServerOptions(identity)
    let server = try start(options)
    var trust = TLSClientOptions(serverName: "localhost")
    trust.trust = .authorities(identity.certificate)
    let visitor = try Visitor(server.address, TLSContext(client: trust))
    visitor.turn { $0.hasEnded }
    #expect(visitor.hasEnded)
    let tally = try server.finish()
    #expect(tally.handshakes.full == 1 && tally.handshakes.failed(.late) == 0)
  }

  @Test func `a client that has greeted stays as long as it likes`() throws {
    let server = try start(options())
    let client = try TestClient(server.address)
    // Three others come later and have had their time.
    for _ in 0..<3 {
      let visitor = try Visitor(server.address)
      visitor.turn { $0.hasEnded }
      #expect(visitor.hasEnded)
    }
    let reply = client.call(TestClient.fields(), [try Wire.requests(["Ann"])])
    #expect(reply.status == "0" && !client.isClosed)
    _ = try server.finish()
  }

  @Test func `the limit is ten seconds unless it is set`() {
    #expect(ServerOptions().greetingLimit == .seconds(10))
  }
}
