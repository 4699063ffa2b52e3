@testable import HTTP2

/// Requests and their fields: RFC 9113 §8; and RFC 7541.
extension Rule {
  private static let trailers = [HeaderField("x-test", "ok")]

  static let messages = [
    Rule(
      "http2/8.1/1",
      "a second HEADERS without END_STREAM",
      .resets(1, .protocolError),
      [Wire.head(1, .post, end: false), Wire.data(1, [1]), Wire.head(1, trailers, end: false)]
    ),
    malformed("http2/8.1.2/1", "a name in upper case", .get + [HeaderField("X-TEST", "ok")]),
    malformed("http2/8.1.2.1/1", "an unknown pseudo-header", .get + [HeaderField(":test", "ok")]),
    malformed(
      "http2/8.1.2.1/2",
      "a response's pseudo-header",
      .get + [HeaderField(":status", "200")]
    ),
    Rule(
      "http2/8.1.2.1/3",
      "a pseudo-header in trailers",
      .resets(1, .protocolError),
      [
        Wire.head(1, .post, end: false), Wire.data(1, [1]),
        Wire.head(1, [HeaderField(":method", "POST")]),
      ]
    ),
    malformed(
      "http2/8.1.2.1/4",
      "a pseudo-header behind another field",
      [HeaderField("x-test", "ok")] + .get
    ),
    malformed(
      "http2/8.1.2.2/1",
      "a field that is the connection's",
      .get + [HeaderField("connection", "keep-alive")]
    ),
    malformed(
      "http2/8.1.2.2/2",
      "te with another value than trailers",
      .get + [HeaderField("te", "trailers, deflate")]
    ),
    malformed("http2/8.1.2.3/1", ":path that is empty", .get.with(":path", "")),
    malformed("http2/8.1.2.3/2", "no :method", .get.with(":method", nil)),
    malformed("http2/8.1.2.3/3", "no :scheme", .get.with(":scheme", nil)),
    malformed("http2/8.1.2.3/4", "no :path", .get.with(":path", nil)),
    malformed("http2/8.1.2.3/5", ":method twice", .get + [HeaderField(":method", "GET")]),
    malformed("http2/8.1.2.3/6", ":scheme twice", .get + [HeaderField(":scheme", "http")]),
    malformed("http2/8.1.2.3/7", ":path twice", .get + [HeaderField(":path", "/")]),
    Rule(
      "http2/8.1.2.6/1",
      "a body unlike its content-length",
      .resets(1, .protocolError),
      [promise(1), Wire.data(1, [1, 2, 3, 4], end: true)]
    ),
    Rule(
      "http2/8.1.2.6/2",
      "a body in several frames unlike its content-length",
      .resets(1, .protocolError),
      [promise(1), Wire.data(1, [1, 2, 3, 4]), Wire.data(1, [1, 2, 3, 4], end: true)]
    ),
    Rule(
      "http2/8.2/1",
      "PUSH_PROMISE from a client",
      .ends(.protocolError),
      [Wire.frame(5, flags: 4, 1, Wire.bytes(3) + Wire.block(.get))]
    ),
    Rule(
      "§8.1.1",
      "a body shorter than its content-length",
      .resets(1, .protocolError),
      [promise(9), Wire.data(1, [1], end: true)]
    ),
    Rule(
      "§8.1.1",
      "no body where content-length promises one",
      .resets(1, .protocolError),
      [Wire.head(1, .post + [HeaderField("content-length", "9")])]
    ),
    Rule(
      "§8.1.1",
      "trailers in place of the body that content-length promises",
      .resets(1, .protocolError),
      [promise(9), Wire.head(1, trailers)]
    ),
  ]

  static let fields = [
    malformed("§8.1.1", "content-length that is no number", .get + [length("1a")]),
    malformed(
      "§8.1.1",
      "two content-length fields that differ",
      .get + [length("0"), length("1")]
    ),
    malformed("§8.2.1", "a name with a space", .get + [HeaderField("x test", "ok")]),
    malformed("§8.2.1", "a name with a byte above ASCII", .get + [HeaderField("x-é", "ok")]),
    malformed("§8.2.1", "a name with a colon", .get + [HeaderField("x:test", "ok")]),
    malformed("§8.2.1", "a name without a byte", .get + [HeaderField("", "ok")]),
    malformed("§8.2.1", "a value with NUL", .get + [HeaderField("x-test", "a\0b")]),
    malformed("§8.2.1", "a value with CR", .get + [HeaderField("x-test", "a\rb")]),
    malformed("§8.2.1", "a value with LF", .get + [HeaderField("x-test", "a\nb")]),
    malformed("§8.2.1", "a value that begins with a space", .get + [HeaderField("x-test", " a")]),
    malformed("§8.2.1", "a value that ends with a tab", .get + [HeaderField("x-test", "a\t")]),
    malformed("§8.2.2", "keep-alive", .get + [HeaderField("keep-alive", "1")]),
    malformed("§8.2.2", "proxy-connection", .get + [HeaderField("proxy-connection", "close")]),
    malformed(
      "§8.2.2",
      "transfer-encoding",
      .get + [HeaderField("transfer-encoding", "chunked")]
    ),
    malformed("§8.2.2", "upgrade", .get + [HeaderField("upgrade", "h2c")]),
    malformed("§8.3.1", ":method with a space", .get.with(":method", "G ET")),
    malformed("§8.3.1", ":method with a control", .get.with(":method", "G\u{1}")),
    malformed("§8.3.1", ":scheme that does not begin with a letter", .get.with(":scheme", "1 :/")),
    malformed("§8.3.1", ":scheme with a control", .get.with(":scheme", "http\u{1}")),
    malformed("§8.3.1", ":path with a space", .get.with(":path", "/a b")),
    malformed("§8.3.1", ":path with a control", .get.with(":path", "/\u{1}")),
    malformed("§8.3.1", ":path with DEL", .get.with(":path", "/\u{7f}")),
    malformed("§8.3.1", ":authority with a space", .get.with(":authority", "a b")),
    malformed("§8.3.1", ":authority with a control", .get.with(":authority", "\u{2}")),
    malformed("§8.3.1", ":authority with a byte above ASCII", .get.with(":authority", "é")),
    malformed("§8.3.1", "host twice", .get + [HeaderField("host", "a"), HeaderField("host", "a")]),
    malformed("§8.3.1", ":path that does not begin with a slash", .get.with(":path", "a")),
    malformed("§8.3.1", ":path of * for another method than OPTIONS", .get.with(":path", "*")),
    malformed("§8.3.1", ":authority with a user", .get.with(":authority", "user@host")),
    malformed("§8.3.1", ":authority twice", .get + [HeaderField(":authority", "host")]),
    malformed("§8.5", "CONNECT with :path", .get.with(":method", "CONNECT")),
    malformed("§8.5", "CONNECT without :authority", [HeaderField(":method", "CONNECT")]),
  ]

  static let hpack = [
    corrupt("hpack/2.3.3/1", "an index above both tables", after: [0xfe]),
    corrupt(
      "hpack/4.2/1",
      "an update of the table's size behind a field",
      after: [0x3f, 0xe1, 0x1f]
    ),
    corrupt(
      "hpack/5.2/1",
      "Huffman code with more than 7 bits of padding",
      after: [0] + plain("x") + [0x82, 0x1f, 0xff]
    ),
    corrupt(
      "hpack/5.2/2",
      "Huffman code whose padding is not ones",
      after: [0] + plain("x") + [0x81, 0x18]
    ),
    corrupt(
      "hpack/5.2/3",
      "Huffman code with EOS in it",
      after: [0] + plain("x") + [0x84, 0xff, 0xff, 0xff, 0xff]
    ),
    corrupt("hpack/6.1/1", "index 0", after: [0x80]),
    Rule(
      "hpack/6.3/1",
      "an update of the table's size above HEADER_TABLE_SIZE",
      .ends(.compressionError),
      [Wire.encoded([0x3f, 0xe2, 0x1f] + Wire.block(.get))]
    ),
    corrupt(
      "RFC 7541 §5.1",
      "a number that does not fit 32 bits",
      after: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
    ),
    corrupt("RFC 7541 §5.1", "a number that is cut off", after: [0xff, 0x80]),
    corrupt("RFC 7541 §5.2", "a string longer than its block", after: [0, 1, 0x78, 9, 0x61]),
    corrupt(
      "hpack/2.3.3/2",
      "a literal whose name has an index above both tables",
      after: [0x7f, 0x3f, 0]
    ),
  ]

  private static func malformed(_ number: String, _ condition: String, _ list: [HeaderField])
    -> Rule
  {
    Rule(number, condition, .resets(1, .protocolError), [Wire.head(1, list)])
  }

  private static func corrupt(_ number: String, _ condition: String, after field: [UInt8]) -> Rule {
    let block = Wire.block(.get) + field
    return Rule(number, condition, .ends(.compressionError), [Wire.encoded(block)])
  }

  private static func length(_ text: String) -> HeaderField { HeaderField("content-length", text) }

  /// A request whose body is promised.
  private static func promise(_ count: Int) -> [UInt8] {
    Wire.head(1, .post + [length("\(count)")], end: false)
  }
}
