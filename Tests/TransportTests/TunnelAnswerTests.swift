import Testing

@testable import Transport

@Suite struct TunnelAnswerTests {
  private func answer(_ text: String) -> TunnelAnswer {
    let bytes = Array(text.utf8)
    return TunnelAnswer(bytes.span)
  }

  @Test(
    arguments: [
      ("HTTP/1.1 200 OK\r\n\r\n", .open(bytes: 19)), ("HTTP/1.0 200\r\n\r\n", .open(bytes: 16)),
      ("HTTP/1.1 299 \r\nContent-Length: 9\r\nA:\r\n\r\nSETTINGS", .open(bytes: 40)),
      ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", .open(bytes: 44)),
      ("HTTP/1.1 103 A\r\n\r\nHTTP/1.1 403 No\r\n\r\n", .refused(status: 403, "403 No")),
      (
        "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic\r\n\r\n",
        .refused(status: 407, "407 Proxy Authentication Required")
      ),
      ("HTTP/1.1 101 Switching\r\n\r\n", .refused(status: 101, "101 Switching")),
      ("HTTP/1.1 302 \u{1B}[2Jé\r\n\r\n", .nonsense("its answer is not well-formed HTTP")),
      ("HTTP/1.1 302 é\tb\r\n\r\n", .refused(status: 302, "302 b")),
    ] as [(String, TunnelAnswer)]
  )
  func `an answer opens the tunnel or refuses it`(text: String, expected: TunnelAnswer) {
    #expect(answer(text) == expected)
  }

  @Test func `any beginning of an answer is incomplete`() {
    let text = "HTTP/1.1 100 Continue\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nB: c\r\n\r\n"
    for count in 0..<text.utf8.count {
      let part = String(decoding: text.utf8.prefix(count), as: UTF8.self)
      #expect(answer(part) == .incomplete, "\(count) bytes")
    }
    #expect(answer(text) == .open(bytes: text.utf8.count))
    #expect(answer(text + "\0\0\0") == .open(bytes: text.utf8.count))
  }

  @Test(arguments: [
    "S", "SSH-2.0-OpenSSH\r\n", "HTTP/2 200\r\n\r\n", "HTTP/1x", "\0\0\u{12}\u{4}", "http/1.1 200",
    "\r\nHTTP/1.1 200 OK\r\n\r\n",
  ])
  func `another protocol is known by its first bytes`(text: String) {
    #expect(answer(text) == .nonsense("it does not answer as an HTTP proxy"))
  }

  @Test(arguments: [
    "HTTP/1.2 200 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n", "HTTP/1.1 2x0 OK\r\n\r\n",
    "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "HTTP/1.1 600 OK\r\n\r\n",
    "HTTP/1.1 20\r\n\r\n", "HTTP/1.1 200 OK\r\nA b\r\n\r\n", "HTTP/1.1 200 OK\r\n: b\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA : b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\n folded\r\n\r\n",
    "HTTP/1.1 200 OK\nA: b\r\n\r\n", "HTTP/1.1 200 OK\r\nA: b\r\0\r\n\r\n",
    "HTTP/1.1 200 OK\r\nA: b\nC: d\r\n\r\n",
  ])
  func `an answer that is not well-formed opens nothing`(text: String) {
    #expect(answer(text) == .nonsense("its answer is not well-formed HTTP"))
  }

  @Test func `an answer has a limit, also one that only informs`() {
    let field = "A: " + String(repeating: "b", count: 995) + "\r\n"
    let long = "HTTP/1.1 200 OK\r\n" + String(repeating: field, count: 9)
    #expect(answer(long) == .nonsense("its answer has no end within 8192 bytes"))
    let start = String(decoding: long.utf8.prefix(TunnelAnswer.longest - 1), as: UTF8.self)
    #expect(answer(start) == .incomplete)
    let chatter = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 400)
    #expect(answer(chatter) == .nonsense("its answer has no end within 8192 bytes"))
  }
}
