import HTTP1
import Testing

@Suite("Requests that a server hears") struct RequestTests {
  private static let get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test func `a request without a body`() {
    let server = End(.server)
    server.hear(Self.get)
    #expect(server.told == [.request(method: "GET", target: "/", fields: ["host: a"]), .ended])
    #expect(
      server.said() == "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 2\r\n\r\nhi"
    )
    #expect(!server.isOver)
  }

  @Test func `a body of told length`() {
    let server = End(.server)
    server.hear("POST /a HTTP/1.1\r\nhost:a\r\nContent-Length:  5 \r\n\r\nhello")
    #expect(
      server.told == [
        .request(method: "POST", target: "/a", fields: ["host: a", "content-length: 5"]),
        .body("hello"), .ended,
      ]
    )
  }

  @Test func `a body in chunks, with extensions and trailers`() {
    let server = End(.server)
    server.hear(
      "POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: Chunked\r\n\r\n"
        + "3;x=y\r\nabc\r\n0A ; z\r\n0123456789\r\n0\r\nx-sum: 1\r\n\r\n"
    )
    #expect(server.told.dropFirst() == [.body("abc0123456789"), .ended])
    #expect(!server.isOver)
  }

  @Test func `pipelined requests are answered in their order`() {
    let server = End(.server, answers: false)
    server.hear(Self.get + Self.get.replacing("/ ", with: "/second "))
    #expect(server.told.count == 2)
    #expect(!server.wantsInput)
    server.answer("one")
    server.hear("")
    #expect(server.told.count == 4)
    server.answer("two")
    let said = server.said()
    #expect(said.contains("one") && said.hasSuffix("two"))
  }

  @Test func `what a client asked before it closed its half is answered`() {
    let server = End(.server, answers: false)
    server.hear(Self.get + Self.get.replacing("/ ", with: "/second "))
    server.hearEnd()
    server.answer("one")
    #expect(!server.isOver && !server.said().contains("connection: close"))
    server.hear("")
    server.hearEnd()
    server.answer("two")
    #expect(server.isOver && server.said().contains("connection: close"))
    #expect(server.told.count == 4)
  }

  @Test(
    arguments: [
      "", "a", "A.b-c_d~e", "127.0.0.1", "a:80", "a:", "[::1]", "[::1]:80", "[fe80::1%25eth0]",
      "a%41", "[v1.x]", "a,b", "(a)",
    ]
  )
  func `a host may be a name or an address, with a port, and nothing`(host: String) {
    let server = End(.server)
    server.hear("GET / HTTP/1.1\r\nhost: \(host)\r\n\r\n")
    #expect(server.told.last == .ended)
  }

  @Test func `an answer may come in parts, and the next request behind it`() {
    let server = End(.server, answers: false)
    server.hear(Self.get + Self.get)
    server.connection.beginResponse(ResponseTemplate(200, []), count: 4)
    server.connection.send(Array("ab".utf8).span, isLast: false)
    server.hear("")
    #expect(server.told.count == 2)
    server.connection.send(Array("cd".utf8).span, isLast: true)
    server.hear("")
    #expect(server.told.count == 4)
    #expect(server.said() == "HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nabcd")
  }

  @Test func `an empty line before a request is ignored`() {
    let server = End(.server)
    server.hear("\r\n" + Self.get)
    #expect(server.told.last == .ended)
  }

  @Test(
    arguments: [
      ("HTTP/1.1", "", true), ("HTTP/1.1", "connection: close\r\n", false),
      ("HTTP/1.1", "Connection: x, Close\r\n", false), ("HTTP/1.0", "", false),
      ("HTTP/1.0", "connection: keep-alive\r\n", false),
    ]
  )
  func `the connection stands as both wish`(version: String, field: String, stands: Bool) {
    let server = End(.server)
    server.hear("GET / \(version)\r\nhost: a\r\n\(field)\r\n")
    #expect(server.told.last == .ended)
    #expect(server.isOver == !stands)
    #expect(server.said().contains("connection: close") == !stands)
  }

  @Test func `who expects 100 and cannot read it is not told`() {
    let server = End(.server)
    server.hear("POST / HTTP/1.0\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n")
    #expect(server.said().isEmpty)
    server.hear("x")
    #expect(server.told.last == .ended)
  }

  @Test func `who expects 100 is told to go on`() {
    let server = End(.server)
    server.hear("POST / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 1\r\n\r\n")
    #expect(server.said() == "HTTP/1.1 100 Continue\r\n\r\n")
    server.hear("x")
    #expect(server.told.last == .ended)
  }

  @Test func `an answer before the body is the last one`() {
    let server = End(.server, answers: false)
    server.hear("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\nabc")
    server.answer()
    #expect(server.isOver)
    #expect(server.said().contains("connection: close"))
    server.hear("defghijGET / HTTP/1.1\r\nhost: a\r\n\r\n")
    #expect(server.told.count == 2)
  }

  @Test func `an answer to HEAD tells a length and sends no body`() {
    let server = End(.server, answers: false)
    server.hear("HEAD / HTTP/1.1\r\nhost: a\r\n\r\n")
    server.answer("hello", isHead: true)
    #expect(server.said().hasSuffix("content-length: 5\r\n\r\n"))
  }

  @Test func `a client that closes between requests is no failure`() {
    let server = End(.server)
    server.hear(Self.get)
    server.hearEnd()
    #expect(server.told.last == .ended)
    #expect(server.isOver)
  }

  @Test func `a client that closes within a request is one`() {
    for cut in 1..<Self.get.utf8.count {
      let server = End(.server)
      server.hear(Self.get.utf8.prefix(cut))
      server.hearEnd()
      #expect(server.told == [.failed(400)], "cut at \(cut)")
    }
  }
}
