@testable import HTTP2

/// What any server takes.
extension Rule {
  private static let extra = [HeaderField("x-dummy", "value")]
  private static let trailers = [HeaderField("x-trailer", "value")]

  static let generic = [
    fresh(
      "generic/1/1",
      "the client's preface",
      .greets,
      [Wire.preface, Wire.settings()]
    ),
    Rule(
      "generic/2/1",
      "PRIORITY on an idle stream",
      .answersPing,
      [Wire.priority(1), Wire.ping()]
    ),
    Rule(
      "generic/2/2",
      "WINDOW_UPDATE in half-closed (remote)",
      .sends([1]),
      [Wire.settings([(4, 0)]), Wire.head(), Wire.windowUpdate(1, 1)]
    ),
    Rule(
      "generic/2/3",
      "PRIORITY in half-closed (remote)",
      .sends([1]),
      [Wire.settings([(4, 0)]), Wire.head(), Wire.priority(1), Wire.windowUpdate(1, 1)]
    ),
    Rule(
      "generic/2/4",
      "RST_STREAM in half-closed (remote)",
      .answersPing,
      [Wire.settings([(4, 0)]), Wire.head(), Wire.reset(1, 8), Wire.ping()]
    ),
    Rule(
      "generic/2/5",
      "PRIORITY on a closed stream",
      .answersPing,
      [Wire.head(), Wire.priority(1), Wire.ping()]
    ),
    Rule(
      "generic/3.1/1",
      "DATA",
      .responds(1),
      [Wire.head(1, .post, end: false), Wire.data(1, [1], end: true)]
    ),
    Rule(
      "generic/3.1/2",
      "DATA in several frames",
      .responds(1),
      [Wire.head(1, .post, end: false), Wire.data(1, [1]), Wire.data(1, [2], end: true)]
    ),
    Rule(
      "generic/3.1/3",
      "DATA with padding",
      .responds(1),
      [Wire.head(1, .post, end: false), Wire.padded(1, [1], by: 6, end: true)]
    ),
    Rule("generic/3.2/1", "HEADERS", .responds(1), [Wire.head()]),
    Rule(
      "generic/3.2/2",
      "HEADERS with padding",
      .responds(1),
      [Wire.frame(1, flags: 0xd, 1, [3] + Wire.block(.get) + [0, 0, 0])]
    ),
    Rule(
      "generic/3.2/3",
      "HEADERS with priority fields",
      .responds(1),
      [Wire.frame(1, flags: 0x25, 1, Wire.bytes(0) + [9] + Wire.block(.get))]
    ),
    Rule(
      "generic/3.3/1",
      "PRIORITY of weight 1",
      .responds(1),
      [Wire.priority(1, weight: 0), Wire.head()]
    ),
    Rule(
      "generic/3.3/2",
      "PRIORITY of weight 256",
      .responds(1),
      [Wire.priority(1, weight: 255), Wire.head()]
    ),
    Rule(
      "generic/3.3/3",
      "PRIORITY with a dependency",
      .responds(1),
      [Wire.priority(3, on: 1), Wire.head()]
    ),
    Rule(
      "generic/3.3/4",
      "PRIORITY that is exclusive",
      .responds(1),
      [Wire.priority(1, exclusive: true), Wire.head()]
    ),
    Rule(
      "generic/3.3/5",
      "PRIORITY on an idle stream, then HEADERS on a lower one",
      .responds(1),
      [Wire.priority(3), Wire.head()]
    ),
    Rule(
      "generic/3.4/1",
      "RST_STREAM",
      .answersPing,
      [Wire.head(1, .post, end: false), Wire.reset(1, 8), Wire.ping()]
    ),
    Rule("generic/3.5/1", "SETTINGS", .acknowledgesSettings, [Wire.settings([(3, 100)])]),
    Rule("generic/3.7/1", "PING", .answersPing, [Wire.ping()]),
    Rule("generic/3.8/1", "GOAWAY", .answersPing, [Wire.goAway(0, 0), Wire.ping()]),
    Rule(
      "generic/3.9/1",
      "WINDOW_UPDATE of the connection",
      .answersPing,
      [Wire.windowUpdate(0, 1), Wire.ping()]
    ),
    Rule(
      "generic/3.9/2",
      "WINDOW_UPDATE of a stream",
      .sends([1]),
      [Wire.settings([(4, 0)]), Wire.head(), Wire.windowUpdate(1, 1)]
    ),
    Rule(
      "generic/3.10/1",
      "CONTINUATION",
      .responds(1),
      [Wire.head(more: true), Wire.continuation(1, extra)]
    ),
    Rule(
      "generic/3.10/2",
      "CONTINUATION in several frames",
      .responds(1),
      [Wire.head(more: true), Wire.continuation(1, extra, end: false), Wire.continuation(1, extra)]
    ),
    Rule("generic/4/1", "GET", .responds(1), [Wire.head()]),
    Rule("generic/4/2", "HEAD", .responds(1), [Wire.head(1, .get.with(":method", "HEAD"))]),
    Rule(
      "generic/4/3",
      "POST",
      .responds(1),
      [Wire.head(1, .post, end: false), Wire.data(1, [1, 2], end: true)]
    ),
    Rule(
      "generic/4/4",
      "POST with trailers",
      .responds(1),
      [
        Wire.head(1, .post, end: false), Wire.data(1, [1, 2]),
        Wire.head(1, trailers),
      ]
    ),
  ]

  /// Every form that RFC 7541 §6 has for a field.
  static let genericHeaders = [
    form(1, "an indexed field", after: [0xba]),
    form(2, "a literal that is added, its name indexed", after: [0x7a] + plain("a")),
    form(3, "a literal that is added, its name indexed, in Huffman code", after: [0x7a] + coded),
    form(4, "a literal that is added, its name new", after: [0x40] + plain("x-a") + plain("a")),
    form(
      5,
      "a literal that is added, its name new, in Huffman code",
      after: [0x40] + codedName + coded
    ),
    form(6, "a literal that is not added, its name indexed", after: [0x0f, 0x2b] + plain("a")),
    form(
      7,
      "a literal that is not added, its name indexed, in Huffman code",
      after: [0x0f, 0x2b] + coded
    ),
    form(8, "a literal that is not added, its name new", after: [0] + plain("x-a") + plain("a")),
    form(
      9,
      "a literal that is not added, its name new, in Huffman code",
      after: [0] + codedName + coded
    ),
    form(10, "a literal that is never added, its name indexed", after: [0x1f, 0x2b] + plain("a")),
    form(
      11,
      "a literal that is never added, its name indexed, in Huffman code",
      after: [0x1f, 0x2b] + coded
    ),
    form(
      12,
      "a literal that is never added, its name new",
      after: [0x10] + plain("x") + plain("a")
    ),
    form(
      13,
      "a literal that is never added, its name new, in Huffman code",
      after: [0x10] + codedName + coded
    ),
    Rule(
      "generic/5/14",
      "an update of the table's size",
      .responds(1),
      [Wire.encoded([0x20] + Wire.block(.get))]
    ),
    Rule(
      "generic/5/15",
      "two updates of the table's size",
      .responds(1),
      [Wire.encoded([0x20, 0x3f, 0xe1, 0x1f] + Wire.block(.get))]
    ),
  ]

  private static func form(_ index: Int, _ condition: String, after field: [UInt8]) -> Rule {
    Rule("generic/5/\(index)", condition, .responds(1), [Wire.encoded(Wire.block(.get) + field)])
  }

  /// A string as it is (RFC 7541 §5.2).
  static func plain(_ text: String) -> [UInt8] { [UInt8(text.utf8.count)] + Array(text.utf8) }

  /// "a" in Huffman code: 00011, and three bits of padding.
  static let coded: [UInt8] = [0x81, 0x1f]
  /// "aa" in Huffman code: 00011 00011, and six bits of padding.
  private static let codedName: [UInt8] = [0x82, 0x18, 0xff]
}
