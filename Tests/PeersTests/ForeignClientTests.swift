import Foundation
import Testing

extension PeersTests {
  /// Foreign clients that play every kind of call against our server, and compare each answer.
  @Suite(.serialized) struct ForeignClientTests {
    /// What a client counted, and found wrong.
    private struct Count: Decodable {
      var calls: Int
      var sent: Int
      var received: Int
      var wrong: Int
      var complaints: [String]
    }

    /// Bytes of the HelloRequests. None has 1 or 2; 3 is a name of one byte.
    private static let sizes = "0,3,16383,16384,16385,65535,4194304"

    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere), [false, true])
    func `every kind of call and size of message is answered rightly`(
      implementation: ForeignGRPC,
      gzip: Bool
    ) throws {
      // The limit holds for all the names of a client stream together, too.
      let server = try Listener(
        Peer.ours("--max-message-size", "8388608") + (gzip ? ["--compression", "gzip"] : [])
      )
      let options = [server.target, "--sizes", Self.sizes, "--max-message-size", "16777216"]
      let count = try count(implementation.client(options + (gzip ? ["--gzip"] : [])))
      // Eight requests, each alone and for two answers, then all in one stream, twice.
      #expect(count.calls == 18)
      #expect(count.sent == 32 && count.received == 33)
      #expect(count.wrong == 0, "\(count.complaints)")
      let end = try server.program.stop()
      #expect(end.errors.contains("served 18 calls: 32 messages in, 33 out"), "\(end.errors)")
    }

    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere))
    func `a message above the limit of our server is refused in one clear line`(
      implementation: ForeignGRPC
    ) throws {
      let server = try Listener(Peer.ours("--max-message-size", "65535"))
      let count = try count(implementation.client([server.target, "--sizes", "65535,65536"]))
      // Alone, for two answers, and in both streams.
      #expect(count.calls == 8 && count.wrong == 4, "\(count.complaints)")
      for complaint in count.complaints {
        #expect(complaint.contains("65536") && complaint.contains("65535"), "\(complaint)")
      }
    }

    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere))
    func `an answer above the limit of a client is refused by the client`(
      implementation: ForeignGRPC
    ) throws {
      let server = try Listener(Peer.ours())
      let options = [server.target, "--sizes", "65535", "--max-message-size", "65535"]
      let count = try count(implementation.client(options))
      #expect(count.calls == 6 && count.wrong == 4, "\(count.complaints)")
      #expect(try server.program.stop().status == 0)
    }

    private func count(_ command: [String]) throws -> Count {
      let end = try Program.run(command, limit: 120)
      guard end.status == 0 else {
        throw Program.Failure(description: "the client ended with \(end.status): \(end.errors)")
      }
      return try JSONDecoder().decode(Count.self, from: Data(end.output.utf8))
    }
  }
}
