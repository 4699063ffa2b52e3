import Bytes
import Testing

@testable import HTTP2

/// Everything that a peer could make us keep or do without end has a limit.
@Suite struct LimitsTests {
  private func repeated(_ frame: [UInt8], _ count: Int) -> [UInt8] {
    Array(repeatElement(frame, count: count).joined())
  }

  @Test func `streams beyond the limit are refused and the others go on`() {
    let end = End.ready(.server, .with { $0.maxOpenStreams = 2 })
    let told = end.receive(
      Wire.headers(1, .request, end: true) + Wire.headers(3, .request, end: true)
        + Wire.headers(5, .request) + Wire.data(5, [1]) + Wire.headers(5, .trailers, end: true)
    )
    #expect(told.count == 2)
    let reset = SentFrame(type: 3, flags: 0, stream: 5, payload: Wire.bytes(7))
    #expect(end.sent() == [reset])
    if let stream = end.stream(1) {
      end.connection.respond(stream, fields: .response, endStream: true)
    }
    #expect(end.receive(Wire.headers(7, .request, end: true)).count == 1)
  }

  @Test func `a header list above the limit ends its stream`() {
    let end = End.ready(.server, .with { $0.maxHeaderList = 400 })
    let large = [HeaderField].request + [HeaderField("a", String(repeating: "b", count: 300))]
    #expect(end.receive(Wire.headers(1, large, end: true)) == [])
    #expect(end.sent().map { $0.number(at: 0) } == [11])
    #expect(end.receive(Wire.headers(3, .request, end: true)).count == 1)
  }

  @Test func `a header list above the limit still changes the table`() {
    let end = End.ready(.server, .with { $0.maxHeaderList = 400 })
    let deflater = Deflater()
    let kept = HeaderField("x-kept", "value")
    let large =
      [HeaderField].request + [kept, HeaderField("a", String(repeating: "b", count: 300))]
    _ = end.receive(Wire.frame(1, flags: 5, 1, deflater.encode(large)))
    let list = [HeaderField].request + [kept]
    let told = end.receive(Wire.frame(1, flags: 5, 3, deflater.encode(list)))
    #expect(told == [.head(3, .message, list, ended: true)])
  }

  @Test(arguments: [[600], [300, 300], [100, 100, 400]])
  func `a header block above the limit ends the connection`(sizes: [Int]) {
    let end = End.ready(.server, .with { $0.maxHeaderBlock = 500 })
    let block = [UInt8](repeating: 0x82, count: 600)
    let told = end.receive(Wire.split(1, block, into: sizes))
    #expect(told == [.failed(.enhanceYourCalm)])
  }

  @Test func `a header block has as many continuations as are allowed`() {
    let block = Wire.block(.request)
    for count in [2, 3] {
      let end = End.ready(.server, .with { $0.maxContinuations = 2 })
      let told = end.receive(Wire.split(1, block, into: .init(repeating: 1, count: count + 1)))
      #expect((told == [.failed(.enhanceYourCalm)]) == (count > 2))
    }
  }

  @Test func `SETTINGS have as many parameters as are allowed`() {
    for count in [4, 5] {
      let end = End.ready(.server, .with { $0.maxSettingsEntries = 4 })
      let told = end.receive(Wire.settings(.init(repeating: (0xee, 0), count: count)))
      #expect(told == (count > 4 ? [.failed(.enhanceYourCalm)] : [.connectionWritable]))
    }
  }

  struct Idle: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let frame: [UInt8]

    init(_ name: String, _ frame: [UInt8]) {
      testDescription = name
      self.frame = frame
    }
  }

  @Test(arguments: [
    Idle("PING", Wire.ping()), Idle("an answer to PING", Wire.ping(acknowledge: true)),
    Idle("SETTINGS", Wire.settings()), Idle("acknowledgement", Wire.settingsAcknowledgement),
    Idle("PRIORITY", Wire.frame(2, 1, [0, 0, 0, 3, 0])), Idle("empty DATA", Wire.data(1, [])),
    Idle("only padding", Wire.padded(1, [], by: 1)), Idle("late DATA", Wire.data(5, [1])),
    Idle("RST_STREAM", Wire.reset(5, 0)), Idle("unknown", Wire.frame(0xee)),
    Idle("GOAWAY", Wire.goAway(9, 0)),
  ])
  func `frames without use are not taken forever`(idle: Idle) {
    let end = End.busy(.server, .with { $0.maxIdleFrames = 100 })
    let told = end.receive(repeated(idle.frame, 98))
    #expect(!told.contains(.failed(.enhanceYourCalm)))
    let more = end.receive(repeated(idle.frame, 5))
    #expect(more.last == .failed(.enhanceYourCalm))
  }

  @Test func `opening and resetting streams is not taken forever`() {
    let end = End.ready(.server, .with { $0.maxIdleFrames = 100 })
    var last: Told?
    for index in 0..<200 where last != .failed(.enhanceYourCalm) {
      let id = UInt32(index) * 2 + 1
      last = end.receive(Wire.headers(id, .request) + Wire.reset(id, 8)).last
    }
    #expect(last == .failed(.enhanceYourCalm))
  }

  @Test(arguments: [[HeaderField].response, .request])
  func `requests that are malformed or refused are not taken forever`(list: [HeaderField]) {
    let end = End.ready(
      .server,
      .with {
        $0.maxIdleFrames = 100
        $0.maxOpenStreams = 1
      }
    )
    var last: Told?
    for index in 0..<200 where last != .failed(.enhanceYourCalm) {
      last = end.receive(Wire.headers(UInt32(index) * 2 + 1, list)).last
    }
    #expect(last == .failed(.enhanceYourCalm))
  }

  @Test func `useful frames make up for idle ones`() {
    let end = End.busy(.server, .with { $0.maxIdleFrames = 100 })
    for _ in 0..<1_000 {
      #expect(end.receive(Wire.ping() + Wire.data(1, [1])) == [.data(1, [1], ended: false)])
      _ = end.receive(Wire.ping() + Wire.windowUpdate(1, 1))
      _ = end.sent()
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `answers that the peer does not read are not kept forever`() {
    let end = End.ready(.server, .with { $0.maxUnsentControl = 1_000 })
    let told = end.receive(repeated(Wire.ping(), 100))
    #expect(told == [.failed(.enhanceYourCalm)])
    #expect(end.connection.output.count < 1_100)
  }

  @Test func `answers that are read are not counted again`() {
    let end = End.ready(.server, .with { $0.maxUnsentControl = 1_000 })
    for _ in 0..<100 {
      _ = end.receive(repeated(Wire.ping(), 20))
      #expect(end.sent().count == 20)
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `data that waits is no reason to refuse a PING`() {
    let end = End.ready(
      .client,
      .with { $0.maxUnsentControl = 1_000 },
      [(4, 1_000_000)]
    )
    _ = end.receive(Wire.windowUpdate(0, 1_000_000))
    #expect(end.send([UInt8](repeating: 0, count: 900_000), on: end.open()) == 900_000)
    for _ in 0..<30 {
      #expect(end.receive(Wire.ping() + Wire.settings()) == [.connectionWritable])
    }
  }

  @Test func `new streams wait while much output waits`() {
    let end = End.ready(.client, .test, [(4, 2_000_000)])
    _ = end.receive(Wire.windowUpdate(0, 2_000_000))
    let body = [UInt8](repeating: 0, count: Connection.comfortableOutput)
    #expect(end.send(body, on: end.open()) == body.count)
    #expect(end.connection.canOpen == false)
    _ = end.sent()
    #expect(end.connection.canOpen == true)
  }
}
