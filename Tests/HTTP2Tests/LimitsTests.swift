import Bytes
import Testing

@testable import HTTP2

/// Everything that a peer could make us keep or do without end has a limit.
@Suite struct LimitsTests {
  private func repeated(_ frame: [UInt8], _ count: Int) -> [UInt8] {
    Array(repeatElement(frame, count: count).joined())
  }

  @Test func `the documentation has each limit with its default, and no other`() throws {
    let limits = Mirror(reflecting: Limits()).children.map { child in
      switch child.value {
      case let allowance as Allowance:
        "| `\(child.label ?? "")` | \(grouped(allowance.burst)) | \(grouped(allowance.perSecond)) |"
      default: "| `\(child.label ?? "")` | \(grouped(child.value as? Int ?? 0)) |"
      }
    }
    let rows = try DocumentedRows.of("## Limits")
    #expect(rows.count == limits.count)
    for (row, limit) in zip(rows, limits) { #expect(row.hasPrefix(limit)) }
  }

  /// A number as people write it.
  private func grouped(_ number: Int) -> String {
    number < 1_000
      ? "\(number)" : grouped(number / 1_000) + "," + "\(1_000 + number % 1_000)".dropFirst()
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
    let end = End.ready(.server, .with { $0.limits.headerList = 400 })
    let large = [HeaderField].request + [HeaderField("a", String(repeating: "b", count: 300))]
    #expect(end.receive(Wire.headers(1, large, end: true)) == [])
    #expect(end.sent().map { $0.number(at: 0) } == [11])
    #expect(end.receive(Wire.headers(3, .request, end: true)).count == 1)
  }

  @Test func `a header list above the limit still changes the table`() {
    let end = End.ready(.server, .with { $0.limits.headerList = 400 })
    let deflater = Deflater()
    let kept = HeaderField("x-kept", "value")
    let large =
      [HeaderField].request + [kept, HeaderField("a", String(repeating: "b", count: 300))]
    _ = end.receive(Wire.frame(1, flags: 5, 1, deflater.encode(large)))
    let list = [HeaderField].request + [kept]
    let told = end.receive(Wire.frame(1, flags: 5, 3, deflater.encode(list)))
    #expect(told == [.head(3, .message, list, ended: true)])
  }

  @Test func `a header list of many fields ends its stream, however small they are`() {
    let end = End.ready(.server, .with { $0.limits.headerFields = 10 })
    let empty = [HeaderField](repeating: HeaderField("a", ""), count: 6)
    #expect(end.receive(Wire.headers(1, .request + empty, end: true)).count == 1)
    #expect(end.receive(Wire.headers(3, .request + empty + empty, end: true)) == [])
    #expect(end.sent().map { $0.number(at: 0) } == [11])
  }

  @Test func `names without a byte are malformed, at the first one (CVE-2019-9516)`() {
    let end = End.ready(.server)
    let nameless = Wire.block(.request) + [UInt8](repeating: 0, count: 3 * 1_000)
    #expect(end.receive(Wire.frame(1, flags: 5, 1, nameless)) == [])
    #expect(end.sent().map { $0.number(at: 0) } == [11])
    let one = Wire.block(.request) + [0, 0, 0]
    #expect(end.receive(Wire.frame(1, flags: 5, 3, one)) == [])
    #expect(end.sent().map { $0.number(at: 0) } == [1])
  }

  @Test(arguments: [[600], [300, 300], [100, 100, 400]])
  func `a header block above the limit ends the connection`(sizes: [Int]) {
    let end = End.ready(.server, .with { $0.limits.headerBlock = 500 })
    let block = [UInt8](repeating: 0x82, count: 600)
    let told = end.receive(Wire.split(1, block, into: sizes))
    #expect(told == [.failed(.enhanceYourCalm)])
  }

  @Test func `a header block has as many continuations as are allowed`() {
    let block = Wire.block(.request)
    for count in [2, 3] {
      let end = End.ready(.server, .with { $0.limits.continuations = 2 })
      let told = end.receive(Wire.split(1, block, into: .init(repeating: 1, count: count + 1)))
      #expect((told == [.failed(.enhanceYourCalm)]) == (count > 2))
    }
  }

  @Test func `SETTINGS have as many parameters as are allowed`() {
    for count in [4, 5] {
      let end = End.ready(.server, .with { $0.limits.settingsEntries = 4 })
      let told = end.receive(Wire.settings(.init(repeating: (0xee, 0), count: count)))
      #expect(told == (count > 4 ? [.failed(.enhanceYourCalm)] : [.connectionWritable]))
    }
  }

  @Test func `answers that the peer does not read are not kept forever`() {
    let end = End.ready(.server, .with { $0.limits.unsentAnswers = 1_000 })
    let told = end.receive(repeated(Wire.ping(), 100))
    #expect(told == [.failed(.enhanceYourCalm)])
    #expect(end.connection.output.count < 1_100)
  }

  @Test func `answers that are read are not counted again`() {
    let end = End.ready(
      .server,
      .with {
        $0.limits.unsentAnswers = 1_000
        $0.limits.pings.burst = 10_000
      }
    )
    for _ in 0..<100 {
      _ = end.receive(repeated(Wire.ping(), 20))
      #expect(end.sent().count == 20)
    }
    #expect(end.connection.failure == nil)
  }

  @Test func `data that waits is no reason to refuse a PING`() {
    let end = End.ready(
      .client,
      .with { $0.limits.unsentAnswers = 1_000 },
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
