import Bytes
import Foundation
import Testing

@testable import Transport

@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct WireTests {
  /// A client that believes the test CA and expects `localhost`.
  static func clientOptions(_ name: String = "localhost") throws -> TLSClientOptions {
    var options = TLSClientOptions(serverName: name)
    options.trust = .authorities(try Certificates.file("ca"))
    return options
  }

  static func serverOptions(_ name: String = "server") throws -> TLSServerOptions {
    TLSServerOptions(try Certificates.identity(name))
  }

  private func pair(
    _ client: TLSClientOptions,
    _ server: TLSServerOptions
  ) throws -> WirePair {
    try WirePair(TLSContext(client: client), TLSContext(server: server))
  }

  @Test(arguments: TLSVersion.allCases)
  func `what one end writes the other reads`(version: TLSVersion) throws {
    var client = try Self.clientOptions()
    client.versions = version...version
    let pair = try pair(client, try Self.serverOptions())
    pair.settle()
    #expect(pair.isEstablished)
    #expect(pair.client.trouble == nil && pair.server.trouble == nil)
    #expect(pair.client.version == "TLSv\(version.rawValue)")
    #expect(!pair.client.isResumed)
    var question = SendBuffer([1, 2, 3])
    var answer = SendBuffer([4, 5])
    #expect(pair.send(&question, fromClient: true) == .moved(3))
    #expect(pair.send(&answer, fromClient: false) == .moved(2))
    pair.settle()
    #expect(pair.atServer == [1, 2, 3] && pair.atClient == [4, 5])
    let taken = question.totalTaken
    #expect(taken == 3)
  }

  @Test(
    arguments: [
      ("localhost", true), ("127.0.0.1", true), ("::1", true), ("foo.test.google.fr", true),
      ("test.google.fr", false), ("127.0.0.2", false), ("elsewhere.example", false),
    ]
  )
  func `a certificate is for the names that it says`(name: String, isRight: Bool) throws {
    let pair = try pair(try Self.clientOptions(name), try Self.serverOptions())
    pair.settle()
    #expect(pair.client.isEstablished == isRight)
    guard !isRight else { return }
    let trouble = pair.client.trouble ?? ""
    #expect(trouble.contains("certificate is not for \(name) but for localhost"), "\(trouble)")
    #expect(pair.lastAtClient == .closed)
  }

  @Test(
    arguments: [
      ("wrong-name", "is not for localhost but for elsewhere.example"),
      ("expired", "has expired"), ("stranger", "signed by a CA that we do not trust"),
    ]
  )
  func `a certificate that is not good is refused in one line`(
    name: String,
    fragment: String
  ) throws {
    let pair = try pair(try Self.clientOptions(), try Self.serverOptions(name))
    pair.settle()
    #expect(!pair.client.isEstablished && pair.lastAtClient == .closed)
    let trouble = pair.client.trouble ?? ""
    #expect(trouble.contains(fragment), "\(trouble)")
    #expect(!trouble.contains("\n"))
    #expect(pair.lastAtServer == .closed && pair.server.trouble != nil)
  }

  @Test(arguments: ["wrong-name", "expired", "stranger"])
  func `who believes anyone looks at no certificate`(name: String) throws {
    var client = TLSClientOptions(serverName: "localhost")
    client.trust = .anyone
    let pair = try pair(client, try Self.serverOptions(name))
    pair.settle()
    #expect(pair.isEstablished)
  }

  @Test func `the system's authorities do not sign for a test CA`() throws {
    let pair = try pair(TLSClientOptions(serverName: "localhost"), try Self.serverOptions())
    pair.settle()
    #expect(pair.client.trouble?.contains("do not trust") == true)
  }

  @Test func `versions that do not meet are told by both ends`() throws {
    var client = try Self.clientOptions()
    client.versions = .v13 ... .v13
    var server = try Self.serverOptions()
    server.versions = .v12 ... .v12
    let pair = try pair(client, server)
    pair.settle()
    #expect(pair.client.trouble == "the server and we have no TLS version in common")
    #expect(pair.server.trouble == "the client and we have no TLS version in common")
  }

  @Test func `a server without ALPN is refused`() throws {
    var server = try Self.serverOptions()
    server.protocols = []
    let pair = try pair(try Self.clientOptions(), server)
    pair.settle()
    #expect(pair.client.trouble?.contains("the server does not know ALPN") == true)
    #expect(pair.lastAtClient == .closed)
  }

  @Test func `a server that speaks only HTTP/1.1 refuses us`() throws {
    var server = try Self.serverOptions()
    server.protocols = ["http/1.1"]
    let pair = try pair(try Self.clientOptions(), server)
    pair.settle()
    #expect(pair.client.trouble?.contains("refuses HTTP/2 (ALPN h2)") == true)
  }

  @Test func `a client without ALPN is refused`() throws {
    var client = try Self.clientOptions()
    client.protocols = []
    let pair = try pair(client, try Self.serverOptions())
    pair.settle()
    #expect(pair.server.trouble?.contains("the client does not know ALPN") == true)
    #expect(pair.lastAtServer == .closed)
  }

  @Test func `a client that offers nothing that the server speaks is refused`() throws {
    var client = try Self.clientOptions()
    client.protocols = ["spdy/3"]
    let pair = try pair(client, try Self.serverOptions())
    pair.settle()
    #expect(!pair.isEstablished && pair.lastAtServer == .closed)
  }

  @Test(arguments: [(["http/1.1"], true), (["h2"], false), (["h2", "http/1.1"], false)])
  func `a server takes HTTP/1.1 from a client that does not offer HTTP/2`(
    offered: [String],
    isOld: Bool
  ) throws {
    var client = try Self.clientOptions()
    client.protocols = offered
    let pair = try pair(client, try Self.serverOptions())
    pair.settle()
    #expect(pair.isEstablished)
    #expect(pair.serverWire.speaksHTTP1 == isOld)
  }

  @Test(arguments: ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r\n"])
  func `plain bytes to a TLS server end in words at both ends`(text: String) throws {
    let pair = try WirePair(nil, TLSContext(server: try Self.serverOptions()))
    var output = SendBuffer(Array(text.utf8))
    _ = pair.send(&output, fromClient: true)
    pair.settle()
    #expect(pair.lastAtServer == .closed)
    #expect(pair.server.trouble == "the client does not speak TLS")
    var heard = ReceiveBuffer()
    heard.append(pair.atClient)
    let stranger = heard.stranger
    #expect(stranger == .tls)
  }

  @Test func `a server that does not speak TLS is told from one that does`() throws {
    let pair = try WirePair(TLSContext(client: try Self.clientOptions()), nil)
    pair.turn()
    var output = SendBuffer(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    _ = pair.send(&output, fromClient: false)
    pair.turn()
    #expect(pair.client.trouble?.contains("does not speak TLS on this port") == true)
  }

  @Test func `a server that just closes is suspected of the same`() throws {
    let pair = try WirePair(TLSContext(client: try Self.clientOptions()), nil)
    pair.turn()
    pair.serverWire.endWriting()
    pair.turn()
    #expect(pair.lastAtClient == .closed)
    #expect(pair.client.trouble?.contains("does this port speak TLS?") == true)
  }

  @Test func `an end with goodbye is told from one without`() throws {
    let polite = try pair(try Self.clientOptions(), try Self.serverOptions())
    polite.settle()
    polite.serverWire.endWriting()
    polite.settle()
    #expect(polite.lastAtClient == .closed && polite.client.trouble == nil)

    let rude = try pair(try Self.clientOptions(), try Self.serverOptions())
    rude.settle()
    rude.serverWire.socket.endWriting()
    rude.settle()
    #expect(rude.lastAtClient == .closed)
    #expect(rude.client.trouble?.contains("no close_notify") == true)
  }

  @Test func `the end that comes with the last bytes is not lost`() throws {
    let pair = try pair(try Self.clientOptions(), try Self.serverOptions())
    pair.settle()
    var output = SendBuffer([7, 7, 7])
    _ = pair.send(&output, fromClient: false)
    pair.serverWire.endWriting()
    pair.turn()
    #expect(pair.atClient == [7, 7, 7])
    #expect(pair.lastAtClient == .closed)
  }
}
