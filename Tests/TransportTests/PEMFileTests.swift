import Testing

@testable import Transport

@Suite(.enabled(if: Certificates.areThere, "\(Certificates.areMissing)"))
struct PEMFileTests {
  private func count(_ text: String) throws -> Int {
    var count = 0
    try PEMFile(name: "chain.pem", text: text).forEachCertificate { (_) throws(TLSError) in
      count += 1
    }
    return count
  }

  /// A certificate with one line of its base64 replaced.
  private func garbled(_ text: String, _ line: String) -> String {
    var lines = text.split(separator: "\n").map(String.init)
    lines[1] = line
    return lines.joined(separator: "\n") + "\n"
  }

  @Test func `what stands around certificates is passed over`() throws {
    let good = try Certificates.file("server").text
    let key = try PEMFile(path: Certificates.path("server.key")).text
    #expect(try count("# ours\n\(good)\n\(key)and\n\(good)\n# end\n") == 2)
    #expect(try count(key + good) == 1)
  }

  @Test(arguments: ["not base64 !!", String(repeating: "A", count: 64), "cut", "unended"])
  func `a broken certificate is not passed over`(how: String) throws {
    let good = try Certificates.file("server").text
    let broken =
      switch how {
      case "cut": String(good.prefix(good.utf8.count / 2))
      case "unended": good.split(separator: "\n").dropLast().joined(separator: "\n") + "\n"
      default: garbled(good, how)
      }
    let complaint = TLSError("chain.pem: certificate 2 is unreadable; mend it or take it out")
    #expect(throws: complaint) { try count(good + broken) }
    if how.hasPrefix("A") || how.hasPrefix("n") {
      #expect(throws: complaint) { try count(good + broken + good) }
    }
  }

  @Test func `neither a chain nor a bundle is taken without its broken part`() throws {
    let good = try Certificates.file("server").text
    let chain = PEMFile(name: "chain.pem", text: good + garbled(good, "%"))
    let key = try PEMFile(path: Certificates.path("server.key"))
    var client = TLSClientOptions(serverName: "localhost")
    client.trust = .authorities(chain)
    #expect(throws: TLSError.self) { try TLSContext(client: client) }
    let identity = TLSIdentity(certificate: chain, key: key)
    #expect(throws: TLSError.self) { try TLSContext(server: TLSServerOptions(identity)) }
  }
}
