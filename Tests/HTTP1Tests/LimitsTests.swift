import HTTP1
import Testing

@Suite struct LimitsTests {
  private static let post = "POST / HTTP/1.1\r\nhost: a\r\n"

  /// What a server with a limit tells of a text, in reads of seven bytes.
  private static func tell(_ text: String, _ set: (inout Limits) -> Void) -> [Told] {
    var limits = Limits()
    set(&limits)
    let server = End(.server, limits: limits)
    let bytes = [UInt8](text.utf8)
    for start in stride(from: 0, to: bytes.count, by: 7) {
      server.hear(bytes[start..<min(start + 7, bytes.count)])
    }
    return server.told
  }

  @Test func `the head`() {
    let text = Self.post + "x: y\r\n\r\n"
    #expect(Self.tell(text) { $0.maxHead = text.utf8.count }.last == .ended)
    #expect(Self.tell(text) { $0.maxHead = text.utf8.count - 1 } == [.failed(431)])
  }

  @Test func `a head that never ends`() {
    let text = Self.post + String(repeating: "x: y\r\n", count: 1_000)
    #expect(Self.tell(text) { $0.maxHead = 1_000 } == [.failed(431)])
  }

  @Test func `the fields`() {
    let text = Self.post + "x: y\r\n\r\n"
    #expect(Self.tell(text) { $0.maxFields = 2 }.last == .ended)
    #expect(Self.tell(text) { $0.maxFields = 1 } == [.failed(431)])
  }

  @Test func `the target`() {
    let text = "GET /234 HTTP/1.1\r\nhost: a\r\n\r\n"
    #expect(Self.tell(text) { $0.maxTarget = 4 }.last == .ended)
    #expect(Self.tell(text) { $0.maxTarget = 3 } == [.failed(414)])
  }

  @Test func `a body of told length`() {
    let text = Self.post + "content-length: 4\r\n\r\nabcd"
    #expect(Self.tell(text) { $0.maxBody = 4 }.last == .ended)
    #expect(Self.tell(text) { $0.maxBody = 3 } == [.failed(413)])
  }

  @Test func `a body in chunks`() {
    let text =
      Self.post + "transfer-encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\nx: y\r\n\r\n"
    #expect(Self.tell(text) { $0.maxBody = 4 }.last == .ended)
    #expect(Self.tell(text) { $0.maxBody = 3 }.last == .failed(413))
    #expect(Self.tell(text) { $0.maxTrailers = 8 }.last == .ended)
    #expect(Self.tell(text) { $0.maxTrailers = 7 }.last == .failed(400))
    #expect(Self.tell(text) { $0.maxChunkLine = 3 }.last == .ended)
    #expect(Self.tell(text) { $0.maxChunkLine = 2 }.last == .failed(400))
  }

  @Test func `a body that ends with the connection`() {
    var limits = Limits()
    limits.maxBody = 3
    let client = End(.client, limits: limits)
    client.ask(Self.post + "\r\n")
    client.hear("HTTP/1.1 200 OK\r\n\r\nabc")
    #expect(client.told.last == .body("abc"))
    client.hear("d")
    #expect(client.told.last == .failed(502))
  }

  @Test func `interim responses`() {
    let interim = "HTTP/1.1 103 Early Hints\r\n\r\n"
    let final = "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
    for (count, last) in [(8, Told.ended), (9, .failed(502))] {
      let client = End(.client)
      client.ask(Self.post + "\r\n")
      client.hear(String(repeating: interim, count: count) + final)
      #expect(client.told.last == last, "\(count) interim responses")
    }
  }
}
