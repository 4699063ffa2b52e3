import Bytes
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

  @Test func `where handshakes are under way the next one waits for its turn`() throws {
    var options = try options(limit: .milliseconds(300))
    options.maxHandshakes = 2
    let identity = try #require(options.tls?.identity)
    let server = try start(options)
    let silent = [try Visitor(server.address), try Visitor(server.address)]
    var trust = TLSClientOptions(serverName: "localhost")
    trust.trust = .authorities(identity.certificate)
    let patient = try Visitor(server.address, TLSContext(client: trust))
    patient.turn { $0.isEstablished || $0.hasEnded }
    #expect(patient.isEstablished)
    // Its place was one that the silent ones had.
    silent[0].turn { $0.hasEnded }
    #expect(silent[0].hasEnded)
    let tally = try server.finish()
    #expect(tally.handshakes.full == 1)
    #expect(tally.handshakes.failed(.late) + tally.handshakes.failed(.closed) == 2)
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
