import Bytes
import HTTP2
import Testing
import Timing
import Transport

@testable import ReferenceServer

/// The server's patience with handshakes, over sockets.
@Suite(.serialized) struct ServerTLSTests {
  private func options(limit: Nanoseconds) throws -> ServerOptions {
    var options = ServerOptions()
    options.tls = TLSServerOptions(try TLSIdentity.throwaway())
    options.greetingLimit = limit
    return options
  }

  private func start(_ options: ServerOptions) throws -> ReferenceServer {
    try ReferenceServer(
      at: SocketAddress.resolve(host: "127.0.0.1", port: 0)[0],
      options: options
    )
  }

  @Test func `a client that does not finish its handshake is sent away`() throws {
    let server = try start(try options(limit: .milliseconds(30)))
    let silent = try Visitor(server.address)
    silent.turn { $0.hasEnded }
    #expect(silent.hasEnded)
    let tally = try server.finish()
    #expect(tally.handshakes.failed(.late) == 1)
    #expect(tally.handshakes.full == 0 && tally.connectionsOpened == 1)
  }

  @Test func `a thousand handshakes may be under way unless it is set`() {
    #expect(ServerOptions().maxHandshakes == 1_024)
  }

  /// A server with places for two handshakes, which waits for clients longer than these tests.
  private func crowded() throws -> (server: ReferenceServer, trust: TLSClientOptions) {
    var options = try options(limit: .seconds(60))
    options.maxHandshakes = 2
    let identity = try #require(options.tls?.identity)
    var trust = TLSClientOptions(serverName: "localhost")
    trust.trust = .authorities(identity.certificate)
    return (try start(options), trust)
  }

  private func visit(_ server: ReferenceServer, _ trust: TLSClientOptions) throws -> Visitor {
    let visitor = try Visitor(server.address, TLSContext(client: trust))
    visitor.turn { $0.isEstablished || $0.hasEnded }
    return visitor
  }

  @Test func `clients that say nothing take no place`() throws {
    let (server, trust) = try crowded()
    let silent = try (0..<4).map { _ in try Visitor(server.address) }
    for visitor in silent { visitor.turn { $0.turns > 0 } }
    #expect(try visit(server, trust).isEstablished)
    #expect(silent.allSatisfy { !$0.hasEnded })
    let tally = try server.finish()
    #expect(tally.handshakes.full == 1 && tally.handshakes.failed(.closed) == 4)
  }

  @Test func `clients that say too little make room for the next`() throws {
    let (server, trust) = try crowded()
    let terse = try (0..<3).map { _ in
      let visitor = try Visitor(server.address)
      visitor.turn { $0.turns > 0 }
      visitor.say([22])
      return visitor
    }
    terse[0].turn { $0.hasEnded }
    #expect(terse[0].hasEnded && !terse[1].hasEnded)
    #expect(try visit(server, trust).isEstablished)
    terse[1].turn { $0.hasEnded }
    #expect(terse[1].hasEnded && !terse[2].hasEnded)
    let tally = try server.finish()
    #expect(tally.handshakes.full == 1 && tally.handshakes.failed(.displaced) == 2)
  }

  @Test func `clients that do not heed the answer make room after a while`() throws {
    let (server, trust) = try crowded()
    let context = try TLSContext(client: trust)
    let deaf = try (0..<2).map { _ in try Visitor(server.address, context) }
    // The first event brings the first flight on its way; what is answered stays unread.
    for visitor in deaf { visitor.turn { $0.turns > 0 } }
    #expect(try visit(server, trust).isEstablished)
    let tally = try server.finish()
    #expect(tally.handshakes.full == 1)
    #expect(tally.handshakes.failed(.displaced) + tally.handshakes.failed(.closed) == 2)
  }

  @Test func `more clients than places are all served if they are in earnest`() throws {
    let (server, trust) = try crowded()
    let context = try TLSContext(client: trust)
    let many = try (0..<20).map { _ in try Visitor(server.address, context) }
    for visitor in many { visitor.turn { $0.turns > 0 } }
    for _ in 0..<1_000 where !many.allSatisfy(\.isEstablished) {
      for visitor in many { visitor.turn(within: .milliseconds(1)) { $0.isEstablished } }
    }
    #expect(many.allSatisfy { $0.isEstablished && !$0.hasEnded })
    #expect(try server.finish().handshakes.failed(.displaced) == 0)
  }

  @Test(arguments: [false, true])
  func `where no connection more is taken the silent ones go`(isSecure: Bool) throws {
    var options = try options(limit: .seconds(60))
    options.maxConnections = 2
    if !isSecure { options.tls = nil }
    let identity = options.tls?.identity
    let server = try start(options)
    let silent = try (0..<2).map { _ in try Visitor(server.address) }
    for visitor in silent { visitor.turn { $0.turns > 0 } }
    if let identity {
      var trust = TLSClientOptions(serverName: "localhost")
      trust.trust = .authorities(identity.certificate)
      #expect(try visit(server, trust).isEstablished)
    } else {
      let client = try TestClient(server.address)
      let isReady = client.http.isReady
      try #require(isReady)
      let reply = client.call(TestClient.fields(), [try Wire.requests(["Ann"])])
      #expect(reply.status == "0")
    }
    for visitor in silent { visitor.turn { $0.hasEnded } }
    #expect(silent.allSatisfy { $0.hasEnded })
    #expect(try server.finish().handshakes.failed(.displaced) == (isSecure ? 2 : 0))
  }

  @Test func `handshakes are counted as what they came to`() throws {
    let options = try options(limit: .seconds(10))
    let identity = try #require(options.tls?.identity)
    let server = try start(options)
    var trust = TLSClientOptions(serverName: "localhost")
    trust.trust = .authorities(identity.certificate)
    let context = try TLSContext(client: trust)
    for _ in 0..<2 {
      let good = try Visitor(server.address, context)
      good.turn { $0.isEstablished }
      // The server's SETTINGS bring the session with them.
      good.turn { _ in context.hasSession }
      #expect(good.isEstablished)
    }
    trust.serverName = "elsewhere.example"
    let doubtful = try Visitor(server.address, TLSContext(client: trust))
    doubtful.turn { $0.hasEnded }
    let counts = try server.finish().handshakes
    #expect(counts.full == 1 && counts.resumed == 1)
    #expect(TLSFailure.allCases.reduce(0) { $0 + counts.failed($1) } == 1)
    #expect(counts.failed(.ourCertificate) == 1)
  }
}
