import Testing

@testable import HTTP2

@Suite struct ConfigurationTests {
  @Test func `what nobody asked for is wide windows and the initial sizes`() {
    let client = Configuration.client(maxOpenStreams: 7)
    #expect(client.maxOpenStreams == 7)
    #expect(client.connectionWindow == 64 * 1024 * 1024)
    #expect(client.settings.entries(role: .client).map(\.identifier) == [2, 4])
    #expect(client.settings.initialWindowSize == 1024 * 1024)
    let server = Configuration.server(maxConcurrentStreams: 7)
    #expect(server.maxOpenStreams == 7)
    #expect(server.connectionWindow == 64 * 1024 * 1024)
    #expect(server.settings.entries(role: .server).map(\.identifier) == [3, 4, 6])
    #expect(server.settings.entries(role: .server).map(\.value) == [7, 1024 * 1024, 16 * 1024])
  }

  @Test func `what is asked for is what the peer is told`() {
    let asked = Configuration.server(
      maxConcurrentStreams: 3,
      streamWindow: 4_096,
      connectionWindow: 100_000,
      maxFrameSize: 20_000,
      headerTableSize: 0
    )
    let frames = End(.server, asked).sent()
    let entries: [(UInt16, UInt32)] = [(1, 0), (3, 3), (4, 4_096), (5, 20_000), (6, 16_384)]
    #expect(frames.map(\.type) == [4, 8])
    #expect(frames.first?.payload == Array(Wire.settings(entries).dropFirst(9)))
    #expect(frames.last?.payload == Wire.bytes(100_000 - 65_535))
  }

  @Test func `a connection's window may be all that HTTP2 allows and no more`() async {
    let widest = End(.client, .with { $0.connectionWindow = 0x7fff_ffff }).sent()
    #expect(widest.last?.payload == Wire.bytes(0x7fff_ffff - 65_535))
    let narrowest = End(.client, .with { $0.connectionWindow = 65_535 }).sent()
    #expect(narrowest.map(\.type) == [4])
    await #expect(processExitsWith: .failure) {
      _ = End(.client, .with { $0.connectionWindow = 1 << 31 })
    }
    await #expect(processExitsWith: .failure) {
      _ = End(.client, .with { $0.connectionWindow = 65_534 })
    }
  }

  @Test func `values that no frame could carry are our mistake`() async {
    await #expect(processExitsWith: .failure) {
      _ = End(.client, .with { $0.settings.initialWindowSize = 1 << 31 })
    }
    await #expect(processExitsWith: .failure) {
      _ = End(.client, .with { $0.settings.maxFrameSize = 1 << 24 })
    }
    await #expect(processExitsWith: .failure) {
      _ = End(.client, .with { $0.settings.headerTableSize = 1 << 32 })
    }
  }
}
