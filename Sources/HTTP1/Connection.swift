public import Bytes

/// One HTTP/1.1 connection without a socket: bytes go in, events come out, and bytes to send pile
/// up.
///
/// The caller reads into a `ReceiveBuffer`, then pulls events until there are none:
///
///     connection.begin(&input)          // what was left over last time
///     … read from the socket into input …
///     while let event = connection.next(&input) { … }
///     connection.end(&input)            // keeps an incomplete part
///     … write connection.output to the socket …
///
/// There is one exchange at a time. A client sends the next request when the response before has
/// ended; what a server reads ahead of its own answer stays where it is until that is given, so
/// that pipelined requests are answered in their order.
public struct Connection: ~Copyable {
  /// What the next bytes from the peer are.
  enum Place {
    /// Nothing is asked: a client's connection between two exchanges.
    case idle
    case head
    /// So many bytes of the body are left.
    case body(left: Int)
    case chunkLine
    case chunk(left: Int)
    /// The line break behind a chunk.
    case chunkEnd
    case trailers
    /// Whatever comes until the connection ends is body.
    case untilClose
    /// A server's turn: the request is here and is to be answered.
    case answering
    /// There is no exchange after this one.
    case over
  }

  public let role: Role
  public let limits: Limits
  /// A server's connection answers a client that breaks a rule, in plain text; otherwise its owner
  /// does, which knows what the request was.
  public var answersViolations = true
  /// What waits to be written to the socket.
  public var output = SendBuffer()
  /// What ended the connection, if the peer broke a rule.
  public internal(set) var failure: Violation?
  /// The connection stands after the exchange that is under way.
  public internal(set) var keepsAlive = true

  var place: Place
  /// The end of the message is still to be told.
  var owesEnd = false
  var fields = HeadFields()
  var memo = HeadMemo()
  /// Memory of the last head: `fields` and `memo`.
  var headMemory = 0
  var stash = Stash()
  /// Bytes of an incomplete head that hold no end of it.
  var searched = 0
  /// Bytes of the body, or of the trailers, that have come.
  var received = 0
  var interims = 0
  /// The answer to the request under way has begun, or is complete.
  var hasAnswered = false

  public init(role: Role, limits: Limits = Limits()) {
    self.role = role
    self.limits = limits
    place = role == .client ? .idle : .head
  }

  /// A client may send a request now.
  public var isIdle: Bool {
    if case .idle = place { return failure == nil }
    return false
  }

  /// Nothing follows: the socket is to be closed once the output is written.
  public var isOver: Bool {
    if case .over = place { return true }
    return failure != nil
  }

  /// The last byte of the body has been told, as far as that is known before the end is.
  public var hasWholeBody: Bool { owesEnd }

  /// Bytes of the body under way that are still to come; nil as long as that is not known.
  public var bodyLeft: Int? {
    switch place {
    case .body(let left): left
    case .idle, .answering, .over: 0
    case .head, .chunkLine, .chunk, .chunkEnd, .trailers, .untilClose: nil
    }
  }

  /// Bytes that the peer makes this side keep beside the output: what has come of a head or a part
  /// of a body, and the last head.
  public var kept: Int { headMemory + stash.count }

  /// The next head has begun and not ended.
  public var hasOpenHead: Bool { searched > 0 && !isOver }

  /// Whether what is read now can be used; a server reads no further ahead than its answers are.
  public var wantsInput: Bool {
    if case .answering = place { return false }
    return !isOver
  }

  /// Puts what was left over in front of the next read.
  public mutating func begin(_ input: inout ReceiveBuffer) {
    stash.give(to: &input)
  }

  /// Keeps what cannot be used yet.
  public mutating func end(_ input: inout ReceiveBuffer) {
    if !isOver { stash.take(from: &input) }
    input.removeAll()
  }

  /// Lends the method and the target of the request that came last, if its head was new.
  public func withRequestLine<Result>(_ body: (Span<UInt8>, Span<UInt8>) -> Result) -> Result {
    let bytes = fields.bytes.span
    return body(bytes.extracting(fields.method), bytes.extracting(fields.target))
  }

  /// Calls the body with each name, in lower case, and value of the head that came last.
  public func forEachField(_ body: (Span<UInt8>, Span<UInt8>) -> Void) {
    fields.forEach(body)
  }

  /// Keeps the caller's verdict on the head that came last, until another one is judged.
  ///
  /// - Parameter verdict: Not zero.
  public mutating func remember(_ verdict: UInt32) {
    memo.judge(verdict)
  }
}
