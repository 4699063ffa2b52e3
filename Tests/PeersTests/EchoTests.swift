import Foundation
import Testing

extension PeersTests {
  /// Our generator against foreign servers that answer bytes with the same bytes: what comes back
  /// is compared byte by byte, and what went is counted at both ends.
  @Suite(.serialized) struct EchoTests {
    /// What an echo server counted by its own means.
    private struct Count: Decodable, Equatable {
      var served: Int
      var received: Int
      var sent: Int
      /// Messages of ClientStream that were not like the first of their call.
      var unequal: Int
    }

    /// A kind of call, and the messages of each.
    private struct Kind {
      var method: String
      var name: String
      var sent: Int
      var received: Int

      static let all = [
        Kind(method: "Unary", name: "unary", sent: 1, received: 1),
        Kind(method: "ServerStream", name: "server_streaming", sent: 1, received: 3),
        Kind(method: "ClientStream", name: "client_streaming", sent: 3, received: 1),
        Kind(method: "Bidi", name: "bidirectional", sent: 3, received: 3),
      ]
    }

    private static let callsOfRun = 30

    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere), [false, true])
    func `every kind of call and size of message comes back as it went`(
      implementation: ForeignGRPC,
      gzip: Bool
    ) throws {
      let server = try Listener(implementation.echo + (gzip ? ["--gzip"] : []))
      var expected = Count(served: 0, received: 0, sent: 0, unequal: 0)
      for kind in Kind.all {
        let run = try scenario(kind, gzip: gzip).run(server.target)
        let summary = try run.told().summary
        #expect(run.status == 0, "\(kind.name): \(run.errors)")
        #expect(summary.calls == Self.callsOfRun)
        #expect(summary.ok == Self.callsOfRun, "\(kind.name): \(summary.failures)")
        expectEverySize(try run.told(), of: kind, gzip: gzip)
        expected.served += summary.calls
        // The document counts messages until the window closes; a call is OK only when it has had
        // all of its own, whenever they came.
        expected.received += summary.ok * kind.sent
        expected.sent += summary.ok * kind.received
      }
      let end = try server.program.stop()
      let count = try JSONDecoder().decode(Count.self, from: Data(end.output.utf8))
      #expect(count == expected)
    }

    /// The limits of both ends are 4 MiB unless they are told otherwise.
    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere))
    func `a message above the limit of the server is refused by it, in its words`(
      implementation: ForeignGRPC
    ) throws {
      let server = try Listener(implementation.echo)
      let run = try twoCalls(server.target, ["--request-size", "4194305"])
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.status == ["RESOURCE_EXHAUSTED": 2])
      #expect(summary.failures.first?.message.contains("4194305") == true, "\(summary.failures)")
    }

    @Test(arguments: ForeignGRPC.allCases.filter(\.isThere))
    func `an answer above our limit is refused by us, in our words`(
      implementation: ForeignGRPC
    ) throws {
      let server = try Listener(implementation.echo)
      let sizes = ["--request-size", "64KiB", "--max-message-size", "65535"]
      let run = try twoCalls(server.target, sizes)
      let summary = try run.told().summary
      #expect(run.status == 1)
      #expect(summary.status == ["RESOURCE_EXHAUSTED": 2])
      let message = try #require(summary.failures.first?.message)
      #expect(message.contains("65536") && message.contains("65535"), "\(message)")
    }

    /// Two unary calls with time enough for each.
    private func twoCalls(_ target: String, _ sizes: [String]) throws -> GeneratorRun {
      let calls = ["--method", "test.Echo/Unary", "--deadline", "30s"]
      let load = ["--rate", "5", "--arrivals", "constant", "--duration", "400ms"]
      return try GeneratorStart(target, calls + load + sizes).finish()
    }

    /// One byte is no message with a name, so the two smallest are given as they are.
    private func scenario(_ kind: Kind, gzip: Bool) throws -> ScenarioText {
      try ScenarioText(
        """
        method: test.Echo/\(kind.method)
        kind: \(kind.name)
        rate: \(2 * Self.callsOfRun)
        arrivals: constant
        duration: 500ms
        deadline: 2m
        seed: 5
        messages: {sent: \(kind.sent), received: \(kind.received), verify: true}
        request: {compression: \(gzip ? "gzip" : "identity")}
        calls:
          - {name: "0", weight: 3, request: {data: ""}}
          - {name: "1", weight: 3, request: {data: "/w=="}}
          - {name: "16383", weight: 3, request: {size: 16383}}
          - {name: "16384", weight: 3, request: {size: 16384}}
          - {name: "16385", weight: 3, request: {size: 16385}}
          - {name: "65535", weight: 3, request: {size: 65535}}
          - {name: "4194304", weight: 1, request: {size: 4MiB}}
        """
      )
    }

    private func expectEverySize(_ document: RunDocument, of kind: Kind, gzip: Bool) {
      var bytes = 0
      for size in document.calls {
        #expect(size.calls > 0 && size.ok == size.calls, "\(kind.name), \(size.name) bytes")
        bytes += (Int(size.name) ?? 0) * size.calls
      }
      let (sent, received) = (document.summary.bytesSent, document.summary.bytesReceived)
      if gzip {
        #expect(sent < bytes * kind.sent / 2, "requests are not compressed")
        #expect(received < bytes * kind.received / 2, "answers are not compressed")
      }
      let summary = document.summary
      #expect(summary.messagesSent <= Self.callsOfRun * kind.sent)
      #expect(summary.messagesReceived <= Self.callsOfRun * kind.received)
      #expect(document.phasesAddUp)
    }
  }
}
