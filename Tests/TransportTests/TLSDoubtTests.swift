import Testing

@testable import Transport

/// What is said of a server's certificate that is not believed.
@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct TLSDoubtTests {
  private func trouble(_ name: String, _ server: TLSIdentity) throws -> String? {
    let pair = try WirePair(
      TLSContext(client: try WireTests.clientOptions(name)),
      TLSContext(server: TLSServerOptions(server))
    )
    pair.settle()
    return pair.client.trouble
  }

  @Test(
    arguments: [
      ("other-address", "10.0.0.1, fd00::1"), ("nameless", "grpcbench test nameless (its CN)"),
      ("wrong-name", "elsewhere.example"), ("server", "localhost, 127.0.0.1, ::1"),
    ]
  )
  func `a certificate for someone else says for whom`(name: String, others: String) throws {
    let trouble = try trouble("127.0.0.9", Certificates.identity(name)) ?? ""
    #expect(
      trouble == "the server's certificate is not for 127.0.0.9 but for \(others); "
        + "connect by a name that it is for, or give one (--server-name)"
    )
  }

  @Test func `a certificate without its intermediate may be one that is not sent`() throws {
    let alone = try Certificates.identity("inner")
    #expect(
      try trouble("localhost", alone)
        == "the server's certificate is signed by a CA that we do not trust; --ca may hold another "
        + "one, or the server does not send the intermediate certificate between the two"
    )
    let text = try alone.certificate.text + Certificates.file("inner-ca").text
    let whole = TLSIdentity(
      certificate: PEMFile(name: "chain.pem", text: text),
      key: try PEMFile(path: Certificates.path("inner.key"))
    )
    #expect(try trouble("localhost", whole) == nil)
  }

  @Test func `a certificate that is its own CA is not that of the file`() throws {
    #expect(
      try trouble("localhost", TLSIdentity.throwaway())
        == "the server's certificate is signed by a CA that we do not trust; --ca holds another one"
    )
  }

  @Test func `without a file of authorities it is said how to give one`() throws {
    let pair = try WirePair(
      TLSContext(client: TLSClientOptions(serverName: "localhost")),
      TLSContext(server: try WireTests.serverOptions())
    )
    pair.settle()
    #expect(pair.client.trouble?.hasSuffix("do not trust; give the CA (--ca)") == true)
  }
}
