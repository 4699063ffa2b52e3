import Testing

@testable import HTTP2

@Suite struct HeaderRulesTests {
  private func rules(
    _ kind: HeaderListKind,
    _ fields: [HeaderField],
    limit: Int = 1_000
  ) -> HeaderRules {
    var limits = Limits()
    limits.headerList = limit
    var rules = HeaderRules(kind: kind, limits: limits)
    for field in fields {
      field.name.withUnsafeBufferPointer { name in
        field.value.withUnsafeBufferPointer { value in _ = rules.accept(name: name, value: value) }
      }
    }
    rules.finish()
    return rules
  }

  /// `name: value` lines; a line that starts with a colon is a pseudo-header.
  private func fields(_ lines: [String]) -> [HeaderField] {
    lines.map { line in
      let bytes = Array(line.utf8)
      let end = bytes.dropFirst().firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
      return HeaderField(
        name: Array(bytes[..<end]),
        value: Array(bytes[end...].dropFirst(2))
      )
    }
  }

  private static let get = [":method: GET", ":scheme: http", ":path: /"]

  @Test(arguments: [
    get, get + [":authority: a"], get + ["te: trailers", "x: \u{e9}"], get + ["te: Trailers"],
    get + ["content-length: 0"], get + ["content-length: 5", "content-length: 5"],
    get + ["x: a b\tc", "cookie: a", "cookie: b", "x-empty: "], get + ["!#$%&'*+-.^_`|~: a"],
    [":path: *", ":scheme: http", ":method: OPTIONS"], [":method: CONNECT", ":authority: a:1"],
    [":method: a!#$%&'*+-.^_`|~9", ":scheme: a+-.9", ":path: /\u{e9}?a#b"], get + ["host: a"],
    get + [":authority: [::1]:80", "host: [::1]:80"], get + [":authority: /run/a.sock"],
    get + [":authority: "], get + ["x-host: a", "x-host: a"],
  ])
  func `a lawful request passes`(lines: [String]) {
    #expect(rules(.request, fields(lines)).malformed == nil)
  }

  @Test(arguments: [
    [], [":method: GET"], [":method: GET", ":scheme: http"], [":scheme: http", ":path: /"],
    get + [":path: /"], get + [":method: GET"], get + ["x: a", ":authority: a"],
    get + [":status: 200"], get + [":protocol: a"], get + [":: a"], [":method: "] + get.dropFirst(),
    [":method: GET", ":scheme: http", ":path: "], [":method: GET", ":scheme: http", ":path: a"],
    [":method: GET", ":scheme: http", ":path: *"], [":method: CONNECT"],
    [":method: CONNECT", ":authority: a", ":path: /"],
    [":method: CONNECT", ":authority: a", ":scheme: http"], [":method: GET\n"] + get.dropFirst(),
    get + ["connection: close"], get + ["keep-alive: 1"], get + ["proxy-connection: a"],
    get + ["transfer-encoding: chunked"], get + ["upgrade: h2c"], get + ["te: gzip"],
    get + ["te: trailers, gzip"], get + ["Upper: a"], get + ["a b: c"], get + ["a\u{7f}: c"],
    get + ["\u{e9}: c"], get + ["content-length: -1"], get + ["content-length: "],
    get + ["content-length: 1", "content-length: 2"], get + ["content-length: 1a"],
    get + ["content-length: 99999999999999999999"], get + ["x: a\u{0}b"], get + ["x: a\r"],
    get + ["x: a\nb"], get + ["x:  a"], get + ["x: a "], get + ["x: \ta"],
    get + [":authority: a b"], get + [":authority: \u{2}"], get + [":authority: a\u{7f}"],
    get + [":authority: \u{e9}"], get + [":authority: a@b"], get + ["host: a", "host: a"],
  ])
  func `an unlawful request is malformed`(lines: [String]) {
    #expect(rules(.request, fields(lines)).malformed != nil)
  }

  @Test(
    arguments: [
      (":method", ["G ET", "G\u{1}", " GET", "GET\t", "\u{7f}", "G:", "\u{e9}", "(", "a/b", "@"]),
      (":scheme", ["1 :/", "\u{1}", "", "1a", "+a", "http:", "ht tp", "a\u{7f}", "\u{e9}", "a/"]),
      (":path", ["/a b", "/\u{1}", "/\u{7f}", "/\0", " /", "/ ", "/\t", "/a\u{b}", "", "**"]),
    ] as [(String, [String])]
  )
  func `a pseudo-header with an impossible value is malformed`(name: String, values: [String]) {
    for value in values {
      let list = fields(Self.get.filter { !$0.hasPrefix(name) }) + [HeaderField(name, value)]
      #expect(rules(.request, list).malformed != nil, "\(name): \(value.debugDescription)")
    }
  }

  @Test func `a response may say host as often as it likes`() {
    #expect(rules(.response, fields([":status: 200", "host: a", "host: b"])).malformed == nil)
  }

  @Test func `a name may neither be empty nor hold a colon`() {
    let get = fields(Self.get)
    for name in ["", "a:b", "a:"] {
      #expect(rules(.request, get + [HeaderField(name, "a")]).malformed != nil, "\(name)")
    }
  }

  @Test(arguments: [":status: 200", ":status: 103", ":status: 599", ":status: 999"])
  func `a lawful response passes`(line: String) {
    let rules = rules(.response, fields([line, "content-type: a"]))
    #expect(rules.malformed == nil)
    #expect(":status: \(rules.status)" == line)
  }

  @Test(arguments: [
    [], ["content-type: a"], [":status: 20"], [":status: 2000"], [":status: 099"], [":status: 2x0"],
    [":status: "], [":status: 101"], [":status: 200", ":status: 200"], ["x: a", ":status: 200"],
    [":path: /", ":status: 200"], [":method: GET", ":status: 200"],
  ])
  func `an unlawful response is malformed`(lines: [String]) {
    #expect(rules(.response, fields(lines)).malformed != nil)
  }

  @Test func `trailers have no pseudo-headers`() {
    #expect(rules(.trailers, fields(["grpc-status: 0"])).malformed == nil)
    #expect(rules(.trailers, []).malformed == nil)
    for line in [":status: 200", ":path: /", ":method: GET", ":x: a"] {
      #expect(rules(.trailers, fields([line])).malformed != nil)
    }
  }

  @Test func `a list is as large as its names, values and 32 for each field`() {
    let field = HeaderField("abc", "defgh")
    #expect(rules(.trailers, [field], limit: 40).isTooLarge == false)
    #expect(rules(.trailers, [field], limit: 39).isTooLarge)
    let many = [HeaderField](repeating: HeaderField("a", ""), count: Limits().headerFields)
    #expect(rules(.trailers, many, limit: .max).isTooLarge == false)
    #expect(rules(.trailers, many + [field], limit: .max).isTooLarge)
  }

  @Test func `the content length is the number that was given`() {
    #expect(rules(.response, fields([":status: 200"])).contentLength == -1)
    let given = rules(.response, fields([":status: 200", "content-length: 123456789012345678"]))
    #expect(given.contentLength == 123_456_789_012_345_678)
  }
}
