import HTTP1
import Testing

@Suite("Responses that a client hears") struct ResponseTests {
  private static let ask = "GET / HTTP/1.1\r\nhost: a\r\n\r\n"

  private static func hear(_ text: String, thenEnds: Bool = false) -> ([Told], isIdle: Bool) {
    let client = End(.client)
    client.ask(ask)
    client.hear(text)
    if thenEnds { client.hearEnd() }
    return (client.told, client.isIdle)
  }

  @Test func `a request goes out as it is`() {
    let client = End(.client)
    client.ask(Self.ask)
    #expect(client.said() == Self.ask)
    #expect(!client.isIdle)
  }

  @Test(
    arguments: [
      ("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", 200),
      ("HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nhi", 200),
      ("HTTP/1.1 404 No such\tthing \u{e9}\r\ncontent-length: 2\r\n\r\nhi", 404),
      ("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 200),
      ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi", 200),
    ]
  )
  func `a response of known length leaves the connection idle`(text: String, status: Int) {
    let (told, isIdle) = Self.hear(text)
    guard case .response(status, _)? = told.first else {
      Issue.record("told \(told)")
      return
    }
    #expect(told.dropFirst() == [.body("hi"), .ended])
    #expect(isIdle)
  }

  @Test(arguments: [204, 304])
  func `some statuses have no body whatever the length says`(status: Int) {
    let (told, isIdle) = Self.hear("HTTP/1.1 \(status) X\r\ncontent-length: 7\r\n\r\n")
    #expect(told.last == .ended && told.count == 2)
    #expect(isIdle)
  }

  @Test func `a body may end with the connection`() {
    let (told, isIdle) = Self.hear("HTTP/1.1 200 OK\r\n\r\nall of it", thenEnds: true)
    #expect(told.dropFirst() == [.body("all of it"), .ended])
    #expect(!isIdle)
  }

  @Test(
    arguments: [
      "HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
      "HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 0\r\n\r\n",
    ]
  )
  func `a server that closes is not asked again`(text: String) {
    let (told, isIdle) = Self.hear(text)
    #expect(told.last == .ended)
    #expect(!isIdle)
  }

  @Test func `a connection that ends in a response is a failure`() {
    let text = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nab"
    for cut in 0...text.utf8.count {
      let (told, _) = Self.hear(String(text.prefix(cut)), thenEnds: true)
      #expect(told.last == .failed(400), "cut at \(cut)")
    }
  }
}
