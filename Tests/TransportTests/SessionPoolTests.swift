import Testing

@testable import Transport

@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct SessionPoolTests {
  private func client(_ version: TLSVersion) throws -> TLSContext {
    var options = try WireTests.clientOptions()
    options.versions = version...version
    return try TLSContext(client: options)
  }

  /// Connections that begin before any of them has a session from its own handshake.
  private func together(
    _ count: Int,
    _ client: TLSContext,
    _ server: TLSContext
  ) throws -> [Bool] {
    let pairs = try (0..<count).map { _ in try WirePair(client, server) }
    for _ in 0..<4 {
      for pair in pairs { pair.turn() }
    }
    #expect(pairs.allSatisfy { $0.isEstablished })
    return pairs.map(\.client.isResumed)
  }

  @Test func `a connection resumes while the one before it still waits for its ticket`() throws {
    let client = try client(.v13)
    let server = try TLSContext(server: try WireTests.serverOptions())
    var resumed = 0
    var before: WirePair?
    for number in 0..<20 {
      let pair = try WirePair(client, server)
      // The handshake is over, and the server's tickets have not been read.
      for _ in 0..<2 { pair.turn() }
      if number == 0 { pair.settle() }
      #expect(pair.isEstablished)
      if pair.client.isResumed { resumed += 1 }
      before?.settle()
      before = pair
    }
    #expect(resumed == 19)
  }

  @Test func `a ticket is for one connection, and a handshake brings two of them`() throws {
    let client = try client(.v13)
    let server = try TLSContext(server: try WireTests.serverOptions())
    #expect(try together(1, client, server) == [false])
    #expect(try together(3, client, server) == [true, true, false])
    // Two of one full handshake, and one of each that went on.
    #expect(try together(5, client, server) == [true, true, true, true, false])
  }

  @Test func `a session of TLS 1.2 is for all`() throws {
    let client = try client(.v12)
    let server = try TLSContext(server: try WireTests.serverOptions())
    #expect(try together(2, client, server) == [false, false])
    #expect(try together(5, client, server) == [true, true, true, true, true])
  }

  @Test func `no more tickets are kept than there are handshakes at once`() throws {
    let client = try client(.v13)
    let server = try TLSContext(server: try WireTests.serverOptions())
    let most = SessionPool.mostTickets
    #expect(most == 256)
    #expect(try !together(most / 2 + 10, client, server).contains(true))
    let resumed = try together(most + 10, client, server)
    #expect(resumed.filter { $0 }.count == most && resumed.last == false)
  }
}
