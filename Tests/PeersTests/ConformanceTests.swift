import Foundation
import Testing

extension PatientTests {
  /// A client that breaks the rules of HTTP/2 and HPACK one at a time, independent of our code,
  /// against the server as people run it.
  @Suite(.serialized, .enabled(if: Peer.hasPython, "\(Peer.noPython)"))
  struct ConformanceTests {
    /// What the client tells of one case.
    private struct Verdict: Decodable {
      var name: String
      var section: String
      var ok: Bool
      var expected: String
      var answer: String

      enum CodingKeys: String, CodingKey {
        case section, ok, expected, answer
        case name = "case"
      }
    }

    /// Plain, and over TLS where there are certificates.
    private static let wires = PeerCertificates.areThere ? [false, true] : [false]

    @Test(arguments: wires)
    func `a server answers what breaks the rules as the RFCs have it`(isSecure: Bool) throws {
      let identity = isSecure ? PeerCertificates.identity("server") : []
      let server = try Listener(Peer.ours("--max-concurrent-streams", "100") + identity)
      let authority = isSecure ? ["--ca", PeerCertificates.path("ca.pem")] : []
      let client = Peer.script("conformance", server.target) + authority
      let end = try Program.run(client, limit: 120)
      let verdicts = try end.output.split(separator: "\n")
        .map { try JSONDecoder().decode(Verdict.self, from: Data($0.utf8)) }
      for verdict in verdicts where !verdict.ok {
        let place = "§\(verdict.section) \(verdict.name)"
        Issue.record("\(place): \(verdict.expected) was due, got \(verdict.answer)")
      }
      #expect(end.status == 0, "\(end.errors)")
      #expect(verdicts.count == 155)
      #expect(Set(verdicts.map { "\($0.section) \($0.name)" }).count == 155)
      #expect(try server.program.stop().status == 0)
    }
  }
}
