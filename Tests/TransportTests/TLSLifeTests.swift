import Bytes
import COpenSSL
import Testing

@testable import Transport

/// What happens on a TLS connection after its handshake.
@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct TLSLifeTests {
  /// `SSL_OP_NO_RENEGOTIATION`, which is a macro with arguments.
  private static let forbidsRenegotiation: UInt64 = 1 << 30

  private func pair(_ version: TLSVersion) throws -> WirePair {
    var client = try WireTests.clientOptions()
    client.versions = version...version
    let pair = try WirePair(
      TLSContext(client: client),
      TLSContext(server: try WireTests.serverOptions())
    )
    pair.settle()
    #expect(pair.isEstablished)
    return pair
  }

  private func ssl(_ pair: WirePair, ofClient: Bool) throws -> OpaquePointer {
    let ssl = ofClient ? pair.clientWire.secure?.pointee.ssl : pair.serverWire.secure?.pointee.ssl
    return try #require(ssl)
  }

  private func exchange(_ pair: WirePair, _ byte: UInt8) {
    var up = SendBuffer([byte, byte])
    var down = SendBuffer([byte])
    #expect(pair.send(&up, fromClient: true) == .moved(2))
    #expect(pair.send(&down, fromClient: false) == .moved(1))
    pair.settle()
  }

  @Test(arguments: [true, false], [SSL_KEY_UPDATE_REQUESTED, SSL_KEY_UPDATE_NOT_REQUESTED])
  func `keys change under way, whoever wants it`(byClient: Bool, kind: Int32) throws {
    let pair = try pair(.v13)
    let initiator = try ssl(pair, ofClient: byClient)
    for round in UInt8(0)..<20 {
      #expect(SSL_key_update(initiator, kind) == 1)
      exchange(pair, round)
    }
    #expect(pair.atServer == (0..<20).flatMap { [$0, $0] })
    #expect(pair.atClient == Array(0..<20))
    #expect(pair.client.trouble == nil && pair.server.trouble == nil)
  }

  @Test func `both ends want new keys at once, in the middle of much`() throws {
    let pair = try pair(.v13)
    let much = (0..<200_000).map { UInt8(truncatingIfNeeded: $0 &* 11) }
    var up = SendBuffer(much)
    var down = SendBuffer(much)
    for _ in 0..<100 where pair.atServer.count < much.count || pair.atClient.count < much.count {
      SSL_key_update(try ssl(pair, ofClient: true), SSL_KEY_UPDATE_REQUESTED)
      SSL_key_update(try ssl(pair, ofClient: false), SSL_KEY_UPDATE_REQUESTED)
      if !up.isEmpty { _ = pair.send(&up, fromClient: true) }
      if !down.isEmpty { _ = pair.send(&down, fromClient: false) }
      pair.turn()
    }
    #expect(pair.atServer == much && pair.atClient == much)
  }

  @Test(arguments: [true, false])
  func `nobody renegotiates TLS 1_2 with us`(byClient: Bool) throws {
    let pair = try pair(.v12)
    let initiator = try ssl(pair, ofClient: byClient)
    SSL_clear_options(initiator, Self.forbidsRenegotiation)
    #expect(SSL_renegotiate(initiator) == 1)
    SSL_do_handshake(initiator)
    // Made behind the wire's back, as no owner does.
    let secure = byClient ? pair.clientWire.secure : pair.serverWire.secure
    secure?.pointee.port.pointee.keepRecords()
    pair.settle()
    let (wanting, asked) = byClient ? (pair.client, pair.server) : (pair.server, pair.client)
    #expect(wanting.trouble?.contains("renegotiation") == true, "\(wanting.trouble ?? "nothing")")
    // Who was asked has only said no; what follows is the other's end.
    #expect(asked.trouble?.contains("handshake:") != true, "\(asked.trouble ?? "")")
  }

  @Test func `we do not even begin to renegotiate`() throws {
    let pair = try pair(.v12)
    #expect(SSL_renegotiate(try ssl(pair, ofClient: true)) == 0)
    #expect(SSL_renegotiate(try ssl(pair, ofClient: false)) == 0)
    ERR_clear_error()
    exchange(pair, 5)
    #expect(pair.atServer == [5, 5] && pair.atClient == [5])
  }

  @Test(arguments: [true, false], TLSVersion.allCases)
  func `an end that has said goodbye still hears the other out`(
    byClient: Bool,
    version: TLSVersion
  ) throws {
    let pair = try pair(version)
    if byClient { pair.clientWire.endWriting() } else { pair.serverWire.endWriting() }
    pair.settle()
    #expect((byClient ? pair.lastAtServer : pair.lastAtClient) == .closed)
    var rest = SendBuffer([1, 2, 3])
    #expect(pair.send(&rest, fromClient: !byClient) == .moved(3))
    if byClient { pair.serverWire.endWriting() } else { pair.clientWire.endWriting() }
    pair.settle()
    #expect((byClient ? pair.atClient : pair.atServer) == [1, 2, 3])
    #expect(pair.lastAtClient == .closed && pair.lastAtServer == .closed)
    #expect(pair.client.trouble == nil && pair.server.trouble == nil)
  }

  @Test func `a wire that goes says goodbye`() throws {
    var client = try WireTests.clientOptions()
    client.versions = .v13 ... .v13
    let pair = try WirePair(
      TLSContext(client: client),
      TLSContext(server: try WireTests.serverOptions())
    )
    pair.settle()
    // What its end does before the descriptor closes.
    pair.clientWire.secure?.pointee.sayGoodbye(pair.clientWire.socket)
    pair.settle()
    #expect(pair.lastAtServer == .closed && pair.server.trouble == nil)
  }

  @Test(
    arguments: [
      ("plain", TLSFailure.notTLS), ("alpn", .noHTTP2), ("versions", .nothingInCommon),
      ("certificate", .theirCertificate), ("doubt", .ourCertificate), ("gone", .closed),
    ]
  )
  func `a server knows why a handshake came to nothing`(
    case name: String,
    failure: TLSFailure
  ) throws {
    var client = try WireTests.clientOptions()
    var server = try WireTests.serverOptions()
    switch name {
    case "alpn": client.protocols = ["spdy/3"]
    case "versions":
      client.versions = .v12 ... .v12
      server.versions = .v13 ... .v13
    case "certificate": server.clientAuthorities = try Certificates.file("ca")
    case "doubt": client.trust = .authorities(try Certificates.file("other-ca"))
    default: break
    }
    let pair = try WirePair(
      name == "plain" || name == "gone" ? nil : TLSContext(client: client),
      TLSContext(server: server)
    )
    #expect(pair.serverWire.handshakeFailure == nil)
    var words = SendBuffer(Array("GET / HTTP/1.1\r\n\r\n".utf8))
    if name == "plain" { _ = pair.send(&words, fromClient: true) }
    if name == "gone" { pair.clientWire.endWriting() }
    pair.settle()
    #expect(pair.serverWire.handshakeFailure == failure, "\(pair.server.trouble ?? "no trouble")")
    #expect(!pair.server.isEstablished)
  }
}
