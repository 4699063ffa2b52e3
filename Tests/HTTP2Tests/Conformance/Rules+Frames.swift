@testable import HTTP2

/// Frames as such: RFC 9113 §3.4, §4, §5.4, §5.5, §6.1 – §6.4, §6.7, §6.8, §6.10 and §7.
extension Rule {
  private static let extra = [HeaderField("x-dummy", "value")]
  private static let long = [UInt8](repeating: 0, count: 16_385)

  static let frames = [
    fresh("http2/3.5/1", "the client's preface", .greets, [Wire.preface, Wire.settings()]),
    fresh(
      "http2/3.5/2",
      "another preface, where ALPN has agreed on h2",
      .ends(.protocolError),
      [Array("INVALID CONNECTION PREFACE\r\n\r\n".utf8)]
    ),
    fresh(
      "§3.4",
      "another frame than SETTINGS after the preface",
      .ends(.protocolError),
      [Wire.preface, Wire.ping()]
    ),
    Rule("http2/4.1/1", "a frame of unknown type", .answersPing, [Wire.frame(0x16), Wire.ping()]),
    Rule(
      "http2/4.1/2",
      "a flag that is not defined",
      .answersPing,
      [Wire.frame(6, flags: 0x16, 0, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "http2/4.1/3",
      "the reserved bit",
      .answersPing,
      [Wire.frame(6, flags: 0, 1 << 31, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "http2/4.2/1",
      "DATA of 2^14 bytes",
      .responds(1),
      [Wire.head(1, .post, end: false), Wire.data(1, Array(long.dropFirst()), end: true)]
    ),
    Rule(
      "http2/4.2/2",
      "DATA above MAX_FRAME_SIZE",
      .ends(.frameSizeError),
      [Wire.head(1, .post, end: false), Wire.data(1, long, end: true)]
    ),
    Rule(
      "http2/4.2/3",
      "HEADERS above MAX_FRAME_SIZE",
      .ends(.frameSizeError),
      [Wire.encoded(Wire.block(.get) + long)]
    ),
    Rule(
      "http2/4.3/1",
      "a block that is not HPACK",
      .ends(.compressionError),
      [Wire.encoded([0x40])]
    ),
    Rule(
      "http2/4.3/2",
      "PRIORITY inside a header block",
      .ends(.protocolError),
      [Wire.head(end: false, more: true), Wire.priority(1), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/4.3/3",
      "HEADERS of another stream inside a header block",
      .ends(.protocolError),
      [Wire.head(end: false, more: true), Wire.head(3), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/5.4.1/1",
      "an error of the connection: it is closed",
      .ends(.protocolError),
      [Wire.frame(6, 3, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "http2/5.4.1/2",
      "an error of the connection: GOAWAY says why",
      .ends(.protocolError),
      [Wire.frame(6, 3, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "http2/5.5/1",
      "an extension's frame",
      .answersPing,
      [Wire.frame(0x16, 0, [1, 2, 3]), Wire.ping()]
    ),
    Rule(
      "http2/5.5/2",
      "an extension's frame inside a header block",
      .ends(.protocolError),
      [Wire.head(more: true), Wire.frame(0x16, 0, [1, 2, 3])]
    ),
    Rule("http2/6.1/1", "DATA on stream 0", .ends(.protocolError), [Wire.data(0, [1], end: true)]),
    Rule(
      "http2/6.1/2",
      "DATA on a stream that is not open",
      .ends(.streamClosed),
      [Wire.head(1, .post), Wire.data(1, [1], end: true)]
    ),
    Rule(
      "http2/6.1/3",
      "DATA with more padding than its frame",
      .ends(.protocolError),
      [
        Wire.head(1, .post + [HeaderField("content-length", "4")], end: false),
        Wire.frame(0, flags: 9, 1, [6, 1, 2, 3, 4]),
      ]
    ),
    Rule(
      "§6.1",
      "padded DATA without its length",
      .ends(.frameSizeError),
      [Wire.head(1, .post, end: false), Wire.frame(0, flags: 8, 1)]
    ),
    Rule(
      "http2/6.2/1",
      "PRIORITY behind HEADERS without END_HEADERS",
      .ends(.protocolError),
      [Wire.head(end: false, more: true), Wire.priority(1), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/6.2/2",
      "another stream's HEADERS behind HEADERS without END_HEADERS",
      .ends(.protocolError),
      [Wire.head(end: false, more: true), Wire.head(3), Wire.continuation(1, extra)]
    ),
    Rule("http2/6.2/3", "HEADERS on stream 0", .ends(.protocolError), [Wire.head(0)]),
    Rule(
      "http2/6.2/4",
      "HEADERS with more padding than its frame",
      .ends(.protocolError),
      [Wire.frame(1, flags: 0xd, 1, [40] + Wire.block(.get))]
    ),
    Rule(
      "§6.2",
      "HEADERS too short for its priority fields",
      .ends(.frameSizeError),
      [Wire.frame(1, flags: 0x25, 1, [0, 0, 0, 0])]
    ),
    Rule("http2/6.3/1", "PRIORITY on stream 0", .ends(.protocolError), [Wire.priority(0)]),
    Rule(
      "http2/6.3/2",
      "PRIORITY of 4 bytes",
      .resets(1, .frameSizeError),
      [Wire.head(1, .post, end: false), Wire.frame(2, 1, [0x80, 0, 0, 1])]
    ),
    Rule(
      "§6.3",
      "PRIORITY of 4 bytes on a stream that is not open",
      .ends(.frameSizeError),
      [Wire.head(), Wire.frame(2, 1, [0x80, 0, 0, 1])]
    ),
    Rule("http2/6.4/1", "RST_STREAM on stream 0", .ends(.protocolError), [Wire.reset(0, 8)]),
    Rule("http2/6.4/2", "RST_STREAM on an idle stream", .ends(.protocolError), [Wire.reset(1, 8)]),
    Rule(
      "http2/6.4/3",
      "RST_STREAM of 3 bytes",
      .ends(.frameSizeError),
      [Wire.head(1, .post, end: false), Wire.frame(3, 1, [0, 0, 0])]
    ),
    Rule("http2/6.7/1", "PING", .answersPing, [Wire.ping(7)]),
    Rule(
      "http2/6.7/2",
      "PING with ACK, then PING",
      .answersPing,
      [Wire.ping(9, acknowledge: true), Wire.ping(7)]
    ),
    Rule(
      "http2/6.7/3",
      "PING on a stream",
      .ends(.protocolError),
      [Wire.frame(6, 1, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "http2/6.7/4",
      "PING of 6 bytes",
      .ends(.frameSizeError),
      [Wire.frame(6, 0, [UInt8](repeating: 0, count: 6))]
    ),
    Rule(
      "http2/6.8/1",
      "GOAWAY on a stream",
      .ends(.protocolError),
      [Wire.frame(7, 1, [UInt8](repeating: 0, count: 8))]
    ),
    Rule(
      "§6.8",
      "GOAWAY of 7 bytes",
      .ends(.frameSizeError),
      [Wire.frame(7, 0, [UInt8](repeating: 0, count: 7))]
    ),
    Rule(
      "§6.8",
      "GOAWAY that takes an earlier one back",
      .ends(.protocolError),
      [Wire.goAway(3, 0), Wire.goAway(5, 0)]
    ),
    Rule(
      "http2/6.10/1",
      "several CONTINUATION frames",
      .responds(1),
      [Wire.head(more: true), Wire.continuation(1, extra, end: false), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/6.10/2",
      "another frame behind CONTINUATION without END_HEADERS",
      .ends(.protocolError),
      [
        Wire.head(1, .post, end: false, more: true), Wire.continuation(1, extra, end: false),
        Wire.data(1, [1], end: true),
      ]
    ),
    Rule(
      "http2/6.10/3",
      "CONTINUATION on stream 0",
      .ends(.protocolError),
      [Wire.head(more: true), Wire.continuation(0, extra)]
    ),
    Rule(
      "http2/6.10/4",
      "CONTINUATION behind HEADERS with END_HEADERS",
      .ends(.protocolError),
      [Wire.head(), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/6.10/5",
      "CONTINUATION behind CONTINUATION with END_HEADERS",
      .ends(.protocolError),
      [Wire.head(more: true), Wire.continuation(1, extra), Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/6.10/6",
      "CONTINUATION behind DATA",
      .ends(.protocolError),
      [
        Wire.head(1, .post, end: false, more: true), Wire.data(1, [1], end: true),
        Wire.continuation(1, extra, end: false), Wire.continuation(0, extra),
      ]
    ),
    Rule(
      "http2/7/1",
      "GOAWAY with an unknown code",
      .answersPing,
      [Wire.goAway(0, 0xff), Wire.ping()]
    ),
    Rule(
      "http2/7/2",
      "RST_STREAM with an unknown code",
      .answersPing,
      [Wire.head(1, .post, end: false), Wire.reset(1, 0xff), Wire.ping()]
    ),
  ]
}
