import HTTP1
import Testing

@Suite("Peers that break the rules") struct HostileTests {
  private static let chunked = "transfer-encoding: chunked\r\n"

  @Test(
    arguments: [
      ("GET / HTTP/1.1\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", 400),
      ("GET / HTTP/1.0\r\nhost: a\r\nhost: a\r\n\r\n", 400),
      ("GET / HTTP/1.0\r\nhost: a b\r\n\r\n", 400),
      ("GET / HTTP/1.1\nhost: a\n\r\n\r\n", 400),
      ("GET  / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
      ("GET / HTTP/1.1 \r\nhost: a\r\n\r\n", 400),
      (" GET / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
      ("GET /\r\nhost: a\r\n\r\n", 400),
      ("G\"T / HTTP/1.1\r\nhost: a\r\n\r\n", 400),
      ("GET /\u{7f} HTTP/1.1\r\nhost: a\r\n\r\n", 400),
      ("GET / http/1.1\r\nhost: a\r\n\r\n", 400),
      ("GET / HTTP/1.2\r\nhost: a\r\n\r\n", 505),
      ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
      ("GET / HTTP/1.1\r\nhost : a\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\n host: a\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\nx: b\r\n c\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\nx\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\n: x\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\nx: a\u{0}b\r\n\r\n", 400),
      ("GET / HTTP/1.1\r\nhost: a\r\nx: a\rb\r\n\r\n", 400),
      ("GET / HTTP/1.1\n", 400), ("GET / HTTP/1.1\r\nhost: a\n\n", 400), ("\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: -1\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: +1\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1, 1\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 0x1\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 99999999999999999999\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n", 400),
      (
        "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n", 400
      ),
      ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: gzip, chunked\r\n\r\n", 501),
      ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked, identity\r\n\r\n", 501),
      ("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: xchunked\r\n\r\n", 501),
      ("POST / HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n", 400),
      ("POST / HTTP/1.1\r\nhost: a\r\nexpect: a miracle\r\n\r\n", 417),
      ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\r\n\r\n", 400),
    ]
  )
  func `a request that breaks a rule is answered and ends the connection`(
    text: String,
    status: Int
  ) {
    let server = End(.server)
    server.hear(text)
    #expect(server.told == [.failed(status)])
    #expect(server.isOver)
    let said = server.said()
    #expect(said.hasPrefix("HTTP/1.1 \(status) ") && said.contains("connection: close"))
    server.hear("GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    #expect(server.told.count == 1)
  }

  @Test(
    arguments: [
      "a b", "a/c", "u@a", "a:x", "a:1:2", "::1", "[::1", "[]", "[::1]x", "[::1]:x", "a%4", "a%zz",
      "a,b c", "ä", "\"a\"", "a?b", "a#b", "a\\b", "[a/b]",
    ]
  )
  func `a host that is none is refused`(host: String) {
    let server = End(.server)
    server.hear("GET / HTTP/1.1\r\nhost: \(host)\r\n\r\n")
    #expect(server.told == [.failed(400)])
  }

  @Test(
    arguments: [
      "x\r\nabc\r\n", "\r\nabc\r\n", "-3\r\nabc\r\n", "3 x\r\nabc\r\n", "3\nabc\r\n",
      "3\r\nabcd\r\n",
      "1000000000000000\r\n", "ffffffffffffffff\r\n", "3\r\nabc\n\r", "0\r\nx y: z\r\n\r\n",
      "0\r\n x\r\n\r\n", "3;\u{1}\r\nabc\r\n",
    ]
  )
  func `a chunk that breaks a rule ends the connection`(body: String) {
    let server = End(.server)
    server.hear("POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n" + body)
    guard case .failed? = server.told.last else {
      Issue.record("told \(server.told)")
      return
    }
    #expect(server.isOver)
  }

  @Test(
    arguments: [
      "HTTP/2 200 OK\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000\r\n\r\n",
      "HTTP/1.1  200 OK\r\n\r\n",
      "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 200-OK\r\n\r\n", "SSH-2.0-x\r\n\r\n",
      "HTTP/1.1 101 Switching\r\n\r\n", "HTTP/1.1 200 OK\ncontent-length: 2\n\nok",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\nabc",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n",
      "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nabc",
    ]
  )
  func `a response that breaks a rule is a failure`(text: String) {
    let client = End(.client)
    client.ask("GET / HTTP/1.1\r\nhost: a\r\n\r\n")
    client.hear(text)
    guard case .failed? = client.told.last else {
      Issue.record("told \(client.told)")
      return
    }
  }

  @Test func `what nobody asked for is a failure`() {
    let client = End(.client)
    client.hear("HTTP/1.1 408 Request Timeout\r\n\r\n")
    #expect(client.told == [.failed(400)])
  }
}
