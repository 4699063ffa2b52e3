import Foundation
import Testing

@testable import Transport

@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct TLSIdentityTests {
  private func connect(_ client: TLSClientOptions, _ server: TLSServerOptions) throws -> WirePair {
    let pair = try WirePair(TLSContext(client: client), TLSContext(server: server))
    pair.settle()
    return pair
  }

  private func demanding() throws -> TLSServerOptions {
    var server = try WireTests.serverOptions()
    server.clientAuthorities = try Certificates.file("ca")
    return server
  }

  @Test(arguments: TLSVersion.allCases)
  func `a client with a good certificate is let in`(version: TLSVersion) throws {
    var client = try WireTests.clientOptions()
    client.versions = version...version
    client.identity = try Certificates.identity("client")
    let pair = try connect(client, try demanding())
    #expect(pair.isEstablished && pair.client.trouble == nil && pair.server.trouble == nil)
  }

  @Test(arguments: TLSVersion.allCases)
  func `a client without a certificate is told that one is demanded`(version: TLSVersion) throws {
    var client = try WireTests.clientOptions()
    client.versions = version...version
    let pair = try connect(client, try demanding())
    #expect(pair.server.trouble == "the client showed no certificate")
    #expect(pair.lastAtClient == .closed)
    let trouble = pair.client.trouble ?? ""
    #expect(trouble.contains("demand") && trouble.contains("--certificate, --key"), "\(trouble)")
  }

  @Test func `a client of another CA is told so`() throws {
    var client = try WireTests.clientOptions()
    client.identity = try Certificates.identity("stranger-client")
    let pair = try connect(client, try demanding())
    #expect(pair.server.trouble?.contains("the client's certificate is signed by a CA") == true)
    #expect(pair.client.trouble == "the server does not know the CA of our certificate")
  }

  @Test(arguments: ["localhost", "127.0.0.1", "::1"])
  func `a throwaway identity is for this machine's own names`(name: String) throws {
    let identity = try TLSIdentity.throwaway()
    var client = TLSClientOptions(serverName: name)
    client.trust = .authorities(PEMFile(name: "it", text: identity.certificate.text))
    let pair = try connect(client, TLSServerOptions(identity))
    #expect(pair.isEstablished, "\(pair.client.trouble ?? "")")
    #expect(try TLSIdentity.throwaway() != identity)
  }

  @Test(
    arguments: [
      ("/nowhere/a.pem", "server.key", "/nowhere/a.pem cannot be read: no such file"),
      ("server.pem", "/nowhere/a.key", "/nowhere/a.key cannot be read: no such file"),
      ("server.key", "server.key", "holds no certificate"),
      ("server.pem", "server.pem", "holds no private key"),
      ("server.pem", "client.key", "does not belong to the certificate"),
    ]
  )
  func `files that are no identity are refused in one line`(
    certificate: String,
    key: String,
    fragment: String
  ) {
    let path = { (name: String) in name.hasPrefix("/") ? name : Certificates.path(name) }
    #expect {
      let identity = try TLSIdentity(certificate: path(certificate), key: path(key))
      _ = try TLSContext(server: TLSServerOptions(identity))
    } throws: { error in
      let text = "\(error)"
      return text.contains(fragment) && !text.contains("\n")
    }
  }

  @Test func `an encrypted key is not asked for its password`() throws {
    let text = "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMAA=\n-----END ENCRYPTED PRIVATE KEY-----\n"
    let identity = TLSIdentity(
      certificate: try Certificates.file("server"),
      key: PEMFile(name: "locked.key", text: text)
    )
    #expect(throws: TLSError("locked.key holds an encrypted key; decrypt it first: openssl pkey")) {
      _ = try TLSContext(server: TLSServerOptions(identity))
    }
  }
}
