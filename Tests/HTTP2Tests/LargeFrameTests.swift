import Testing

@testable import HTTP2

/// Frames above the initial MAX_FRAME_SIZE, up to the largest that HTTP/2 knows.
@Suite struct LargeFrameTests {
  private static let configuration: Configuration = .with {
    $0.settings.maxFrameSize = Settings.largestFrameSize
    $0.settings.initialWindowSize = 32 * 1024 * 1024
    $0.limits.headerList = 1 << 20
  }

  private static func body(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
  }

  /// What has come of a body: its bytes, and whether its end has come once, with the last of them.
  private func heard(_ told: [Told]) -> [UInt8]? {
    var bytes: [UInt8] = []
    for (index, event) in told.enumerated() {
      guard case .data(1, let part, let ended) = event, ended == (index == told.count - 1) else {
        return nil
      }
      bytes += part
    }
    return bytes
  }

  @Test(arguments: [16_385, 65_527, 65_528, 1 << 20, Settings.largestFrameSize])
  func `DATA of any size comes in pieces no larger than a read`(count: Int) {
    let body = Self.body(count)
    for (size, pads) in [(Int.max, false), (10_007, false), (60_000, true)]
    where !pads || count > 300 {
      let end = End.busy(.server, Self.configuration)
      let frame =
        pads
        ? Wire.padded(1, Array(body.dropLast(200)), by: 199, end: true)
        : Wire.data(1, body, end: true)
      let told = end.receive(frame + Wire.ping(7, acknowledge: true), reads: size)
      #expect(told.last == .pingAcknowledged(.sevens))
      #expect(heard(told.dropLast()) == (pads ? Array(body.dropLast(200)) : body))
    }
  }

  @Test func `HEADERS as large as a read are one frame`() {
    let end = End.ready(.server, Self.configuration)
    let list = [HeaderField].request + [HeaderField("x", String(repeating: "y", count: 60_000))]
    let told = end.receive(Wire.headers(1, list, end: true), reads: 1_000)
    #expect(told == [.head(1, .message, list, ended: true)])
  }

  @Test(arguments: [1, 4, 6, 7] as [UInt8])
  func `any other frame that is larger than a read is refused by its first bytes`(type: UInt8) {
    let end = End.busy(.server, Self.configuration)
    let frame = Wire.frame(type, type == 1 ? 13 : 0, [UInt8](repeating: 0, count: 70_000))
    #expect(end.receive(Array(frame.prefix(9))) == [.failed(.frameSizeError)])
  }

  @Test func `a frame above what we allow is refused before its payload comes`() {
    let end = End.busy(.server, .with { $0.settings.maxFrameSize = 20_000 })
    _ = end.receive(Wire.data(1, Self.body(20_000)))
    #expect(end.connection.failure == nil)
    let frame = Wire.data(1, Self.body(20_001))
    #expect(end.receive(Array(frame.prefix(9))) == [.failed(.frameSizeError)])
  }

  @Test func `a body is sent in the largest frames that the peer takes`() {
    let end = End.ready(.client, .test, [(4, 1 << 30), (5, 16_777_215)])
    _ = end.receive(Wire.windowUpdate(0, 1 << 30))
    let body = Self.body(17_000_000)
    #expect(end.send(body, on: end.open(), end: true) == body.count)
    let frames = end.sent().filter { $0.type == 0 }
    #expect(frames.map(\.payload.count) == [16_777_215, 17_000_000 - 16_777_215])
    #expect(frames.flatMap(\.payload) == body)
  }
}
