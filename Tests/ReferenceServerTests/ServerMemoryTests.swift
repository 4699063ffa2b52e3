import Bytes
import GRPC
import HTTP2
import Testing
import Transport

@testable import ReferenceServer

/// What all connections together make the server hold has a limit.
@Suite(.serialized) struct ServerMemoryTests {
  private static let request: [UInt8] = [0, 0, 0, 0, 7, 0x0a, 5] + Array("world".utf8)

  /// Sends the beginning of a long message, and is sure that it was read.
  private func hold(_ count: Int, _ client: TestClient) -> String? {
    var bytes: [UInt8] = []
    MessagePrefix(length: 3 << 20).append(to: &bytes)
    bytes += [UInt8](repeating: 0x61, count: count)
    client.send(bytes, on: client.open(TestClient.fields()), ends: false)
    return client.call(TestClient.fields(), [Self.request]).status
  }

  @Test func `the connection that holds most is cut when all hold too much`() throws {
    var options = ServerOptions()
    options.maxHeld = 4 << 20
    options.streamWindow = 4 << 20
    let address = try SocketAddress.resolve(host: "127.0.0.1", port: 0)[0]
    let server = try ReferenceServer(at: address, options: options)
    try crowd(server.address)
    // Each half a message was a call that its client gave up, or was cut.
    let tally = try server.finish()
    #expect(tally.rows.first { $0.ending == .status(.cancelled) }?.calls == 5)
  }

  private func crowd(_ address: SocketAddress) throws {
    let clients = try (0..<4).map { _ in try TestClient(address) }
    for (client, count) in zip(clients, [600_000, 1_400_000, 900_000]) {
      #expect(hold(count, client) == "0")
    }
    for client in clients {
      #expect(client.call(TestClient.fields(), [Self.request]).status == "0")
    }
    // With these it is more than may be held.
    _ = hold(1_300_000, clients[3])
    clients[1].wait { $0.isClosed }
    #expect(clients.map(\.isClosed) == [false, true, false, false])
    #expect(clients[1].farewells.map(\.code) == [.enhanceYourCalm])
    for client in [clients[0], clients[2], clients[3]] {
      #expect(client.call(TestClient.fields(), [Self.request]).status == "0")
    }
    let again = try TestClient(address)
    #expect(hold(1_000_000, again) == "0")
  }
}
