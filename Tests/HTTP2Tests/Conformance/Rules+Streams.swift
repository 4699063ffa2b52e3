@testable import HTTP2

/// Streams and windows: RFC 9113 §5.1, §5.3, §6.5 and §6.9.
extension Rule {
  private static let extra = [HeaderField("x-dummy", "value")]
  /// The client has half closed the stream, and the server cannot finish its answer.
  private static let halfClosed = Wire.settings([(4, 0)]) + Wire.head()
  /// The client has reset the stream.
  private static let reset = Wire.head(1, .post, end: false) + Wire.reset(1, 8)

  static let states = [
    Rule("http2/5.1/1", "idle: DATA", .ends(.protocolError), [Wire.data(1, [1], end: true)]),
    Rule("http2/5.1/2", "idle: RST_STREAM", .ends(.protocolError), [Wire.reset(1, 8)]),
    Rule("http2/5.1/3", "idle: WINDOW_UPDATE", .ends(.protocolError), [Wire.windowUpdate(1, 9)]),
    Rule(
      "http2/5.1/4",
      "idle: CONTINUATION",
      .ends(.protocolError),
      [Wire.continuation(1, .get)]
    ),
    Rule(
      "http2/5.1/5",
      "half-closed (remote): DATA",
      .resets(1, .streamClosed),
      [halfClosed, Wire.data(1, [1], end: true)]
    ),
    Rule(
      "http2/5.1/6",
      "half-closed (remote): HEADERS",
      .resets(1, .streamClosed),
      [halfClosed, Wire.head()]
    ),
    Rule(
      "http2/5.1/7",
      "half-closed (remote): CONTINUATION",
      .ends(.protocolError),
      [halfClosed, Wire.continuation(1, .get)]
    ),
    Rule(
      "http2/5.1/8",
      "closed by the client's RST_STREAM: DATA",
      .resets(1, .streamClosed),
      [reset, Wire.data(1, [1], end: true)]
    ),
    Rule(
      "http2/5.1/9",
      "closed by the client's RST_STREAM: HEADERS",
      .ends(.streamClosed),
      [reset, Wire.head()]
    ),
    Rule(
      "http2/5.1/10",
      "closed by the client's RST_STREAM: CONTINUATION",
      .ends(.protocolError),
      [reset, Wire.continuation(1, extra)]
    ),
    Rule(
      "http2/5.1/11",
      "closed: DATA",
      .ends(.streamClosed),
      [Wire.head(), Wire.data(1, [1], end: true)]
    ),
    Rule("http2/5.1/12", "closed: HEADERS", .ends(.streamClosed), [Wire.head(), Wire.head()]),
    Rule(
      "http2/5.1/13",
      "closed: CONTINUATION",
      .ends(.protocolError),
      [Wire.head(), Wire.continuation(1, extra)]
    ),
    Rule("§5.1", "closed: WINDOW_UPDATE", .ignores, [Wire.head(), Wire.windowUpdate(1, 1)]),
    Rule("§5.1", "closed: RST_STREAM", .ignores, [Wire.head(), Wire.reset(1, 8)]),
    Rule(
      "http2/5.1.1/1",
      "a stream with an even number",
      .ends(.protocolError),
      [Wire.head(2)]
    ),
    Rule(
      "http2/5.1.1/2",
      "a stream with a lower number than one before",
      .ends(.protocolError),
      [Wire.head(5), Wire.head(3)]
    ),
    Rule(
      "http2/5.1.2/1",
      "one stream more than MAX_CONCURRENT_STREAMS",
      .resets(17, .refusedStream),
      [Wire.settings([(4, 0)])] + (0...8).map { Wire.head($0 * 2 + 1) }
    ),
    Rule(
      "http2/5.3.1/1",
      "HEADERS that depends on itself",
      .resets(1, .protocolError),
      [Wire.frame(1, flags: 0x25, 1, Wire.bytes(1) + [255] + Wire.block(.get))]
    ),
    Rule(
      "http2/5.3.1/2",
      "PRIORITY that depends on itself",
      .ends(.protocolError),
      [Wire.priority(1, on: 1)]
    ),
    Rule(
      "§5.3",
      "PRIORITY that depends on itself, on an open stream",
      .resets(1, .protocolError),
      [Wire.head(1, .post, end: false), Wire.priority(1, on: 1)]
    ),
    Rule(
      "§5.3",
      "trailers that depend on themselves",
      .resets(1, .protocolError),
      [
        Wire.head(1, .post, end: false),
        Wire.frame(1, flags: 0x25, 1, Wire.bytes(1) + [255] + Wire.block(extra)),
      ]
    ),
  ]

  static let settings = [
    Rule(
      "http2/6.5/1",
      "SETTINGS with ACK and a payload",
      .ends(.frameSizeError),
      [Wire.frame(4, flags: 1, 0, [0, 3, 0, 0, 0, 1])]
    ),
    Rule("http2/6.5/2", "SETTINGS on a stream", .ends(.protocolError), [Wire.frame(4, 1)]),
    Rule(
      "http2/6.5/3",
      "SETTINGS of 3 bytes",
      .ends(.frameSizeError),
      [Wire.frame(4, 0, [0, 3, 0])]
    ),
    Rule("http2/6.5.2/1", "ENABLE_PUSH of 2", .ends(.protocolError), [Wire.settings([(2, 2)])]),
    Rule(
      "http2/6.5.2/2",
      "INITIAL_WINDOW_SIZE of 2^31",
      .ends(.flowControlError),
      [Wire.settings([(4, 1 << 31)])]
    ),
    Rule(
      "http2/6.5.2/3",
      "MAX_FRAME_SIZE of 2^14-1",
      .ends(.protocolError),
      [Wire.settings([(5, 16_383)])]
    ),
    Rule(
      "http2/6.5.2/4",
      "MAX_FRAME_SIZE of 2^24",
      .ends(.protocolError),
      [Wire.settings([(5, 1 << 24)])]
    ),
    Rule(
      "http2/6.5.2/5",
      "a parameter that is not defined",
      .answersPing,
      [Wire.settings([(0xff, 1)]), Wire.ping()]
    ),
    Rule(
      "http2/6.5.3/1",
      "two values of INITIAL_WINDOW_SIZE, of which the last holds",
      .sends([1]),
      [Wire.settings([(4, 100), (4, 1)]), Wire.head()]
    ),
    Rule(
      "http2/6.5.3/2",
      "SETTINGS",
      .acknowledgesSettings,
      [Wire.settings([(2, 0)])]
    ),
  ]

  static let windows = [
    Rule(
      "http2/6.9/1",
      "WINDOW_UPDATE of the connection by 0",
      .ends(.protocolError),
      [Wire.windowUpdate(0, 0)]
    ),
    Rule(
      "http2/6.9/2",
      "WINDOW_UPDATE of a stream by 0",
      .resets(1, .protocolError),
      [Wire.head(1, .post, end: false), Wire.windowUpdate(1, 0)]
    ),
    Rule(
      "http2/6.9/3",
      "WINDOW_UPDATE of 3 bytes",
      .ends(.frameSizeError),
      [Wire.frame(8, 0, [0, 0, 1])]
    ),
    Rule(
      "http2/6.9.1/1",
      "a window of 1 byte",
      .sends([1]),
      [Wire.settings([(4, 1)]), Wire.head()]
    ),
    Rule(
      "http2/6.9.1/2",
      "the connection's window above 2^31-1",
      .ends(.flowControlError),
      [Wire.windowUpdate(0, 0x7fff_ffff), Wire.windowUpdate(0, 0x7fff_ffff)]
    ),
    Rule(
      "http2/6.9.1/3",
      "a stream's window above 2^31-1",
      .resets(1, .flowControlError),
      [
        Wire.head(1, .post, end: false), Wire.windowUpdate(1, 0x7fff_ffff),
        Wire.windowUpdate(1, 0x7fff_ffff),
      ]
    ),
    Rule(
      "http2/6.9.2/1",
      "INITIAL_WINDOW_SIZE changes after HEADERS",
      .sends([1]),
      [Wire.settings([(4, 0)]), Wire.head(), Wire.settings([(4, 1)])]
    ),
    Rule(
      "http2/6.9.2/2",
      "a window that becomes negative",
      .sends([3, 1]),
      [
        Wire.settings([(4, 3)]), Wire.head(), Wire.settings([(4, 2)]), Wire.windowUpdate(1, 2),
      ]
    ),
    Rule(
      "http2/6.9.2/3",
      "INITIAL_WINDOW_SIZE above 2^31-1",
      .ends(.flowControlError),
      [Wire.settings([(4, 1 << 31)])]
    ),
    Rule(
      "§6.9.2",
      "INITIAL_WINDOW_SIZE that opens a stream's window above 2^31-1",
      .ends(.flowControlError),
      [
        Wire.head(1, .post, end: false), Wire.windowUpdate(1, 0x7fff_0000 - 65_535),
        Wire.settings([(4, 0x7fff_ffff)]),
      ]
    ),
  ]
}
