public import Bytes
public import Timing

/// One HTTP/2 connection without a socket: bytes go in, events come out, and bytes to send pile up.
///
/// The caller reads into a `ReceiveBuffer`, then pulls events until there are none, acting on each
/// as it comes:
///
///     connection.begin(&input)          // what was left over last time
///     … read from the socket into input …
///     while let event = connection.next(&input) { … }
///     connection.end(&input)            // keeps an incomplete frame
///     … write connection.output to the socket …
///
/// What can go wrong is of three kinds. Our own mistakes are preconditions. A peer that breaks a
/// rule gets RST_STREAM or GOAWAY and the caller an event. Frames that crossed one of ours on the
/// way (`ClosedStreams`) are harmless and disappear.
public struct Connection: ~Copyable {
  /// Streams that a client opens before it has seen the peer's limit.
  public static let assumedConcurrentStreams = 100

  /// What a client says first (RFC 9113 §3.4).
  static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"

  public let role: Role
  public let configuration: Configuration
  /// What waits to be written to the socket.
  public var output = SendBuffer()

  /// The peer's SETTINGS as far as they have arrived.
  public internal(set) var peer = Settings()
  /// The peer's first SETTINGS have arrived.
  public internal(set) var isReady = false
  /// What ended the connection, if something did.
  public internal(set) var failure: Violation?

  var streams: StreamTable
  var closed = ClosedStreams()
  var decoder = HeaderDecoder()
  var encoder = HeaderEncoder()
  var memo = HeaderMemo()
  var pattern = AnswerPattern()
  /// The list of the last block that is not in the memo.
  var scratch = HeaderFields()
  var stash = Stash()
  var assembly = HeaderAssembly()
  /// Memory of header blocks and lists: those in `assembly`, `scratch` and `memo`.
  var headerMemory = 0
  var payload = PayloadProgress()
  var requests = Slots<Request>()

  /// Bytes that we may send on the whole connection.
  var sendWindow = 65_535
  /// Someone asked to send when `sendWindow` was empty.
  var isBlocked = false
  /// Bytes that the peer may still send on the whole connection.
  var receiveWindow = 65_535
  /// Bytes consumed and not yet given back to the peer.
  var unreturned = 0
  /// As many of them are given back at once.
  var returnsAt: Int
  /// Bytes that the peer may send on a new stream.
  var streamWindow: Int
  var unsentAnswers = UnsentAnswers()

  var nextStreamID: UInt32 = 1
  var lastPeerStreamID: UInt32 = 0
  var prefaceReceived: Bool
  var settingsAcknowledged = false
  /// The last stream that the peer's GOAWAY admits.
  var peerLastStreamID: UInt32?
  var peerGoAwayCode = ErrorCode.noError
  /// What the peer's last GOAWAY has said for people to read; its beginning, if it is long.
  public internal(set) var peerGoAwayText = ""
  /// PING frames of the peer that asked for an answer.
  public internal(set) var pingsReceived: UInt64 = 0
  var sweepsUnprocessed = false
  /// The streams that the peer's GOAWAY left out and that have not been told of, the highest last.
  var unprocessed: [UInt32] = []
  /// The last stream that our own GOAWAY admits.
  var ownLastStreamID: UInt32?
  /// Header blocks above it, and header blocks and ends of streams that came after our RST_STREAM
  /// or GOAWAY; none is counted beyond what can have been under way.
  var crossings = 0
  var lateBlocks = 0
  var lateEnds = 0
  var merit = Merit()
  var patience = Patience()
  /// When what is read now was read, as far as the caller has said.
  var now = Instant(nanoseconds: 0)
  /// PINGs of ours that are not answered yet.
  var pingsUnderWay = 0

  public init(role: Role, configuration: Configuration) {
    configuration.check()
    self.role = role
    self.configuration = configuration
    returnsAt = (configuration.connectionWindow + 1) / 2
    // Until it acknowledges our SETTINGS the peer may count with the initial value.
    streamWindow = max(configuration.settings.initialWindowSize, Settings().initialWindowSize)
    streams = StreamTable(limit: configuration.maxOpenStreams)
    prefaceReceived = role == .client
    if configuration.settings.headerTableSize > Settings().headerTableSize {
      decoder.changeTableSize(to: configuration.settings.headerTableSize)
    }
    writePreface()
  }

  /// Streams that are open now.
  public var openStreams: Int { streams.count }

  /// The peer has said that it will go, or stream identifiers have run out: no new streams.
  public var isClosing: Bool {
    peerLastStreamID != nil || ownLastStreamID != nil || nextStreamID > configuration.lastStreamID
  }

  /// Calls that both sides have ended in order.
  public var endedCalls: Int { merit.calls }

  /// The lowest identifier that a stream of ours can still have.
  public var nextIdentifier: UInt32 { nextStreamID }

  /// The highest identifier of a stream that the peer has opened.
  public var lastPeerIdentifier: UInt32 { lastPeerStreamID }

  /// Bytes that the peer makes this side keep beside streams and output: a header block that is
  /// open, an incomplete frame, and header lists.
  public var kept: Int { headerMemory + stash.count }

  /// The stream whose header block has begun and not ended.
  public var openHeaderBlock: UInt32? { assembly.streamID == 0 ? nil : assembly.streamID }

  /// Puts what was left over in front of the next read.
  ///
  /// - Parameters:
  ///   - input: The memory to read into.
  ///   - now: The time, which fills the peer's allowances again; without it they stand still.
  public mutating func begin(
    _ input: inout ReceiveBuffer,
    at now: Instant = Instant(nanoseconds: 0)
  ) {
    self.now = now
    stash.give(to: &input)
  }

  /// Keeps what cannot be used yet.
  public mutating func end(_ input: inout ReceiveBuffer) {
    if failure == nil { stash.take(from: &input) }
    input.removeAll()
  }

  /// Visits the streams that are open.
  public func forEachStream(_ body: (Stream) -> Void) {
    streams.forEach { slot, record in
      body(Stream(slot: slot, id: record.pointee.id, user: record.pointee.user))
    }
  }

  /// Calls the body with each name and value of a list, in the order of arrival.
  public func forEachField(of head: Head, _ body: (Span<UInt8>, Span<UInt8>) -> Void) {
    if head.entry < 0 {
      scratch.forEach(body)
    } else {
      memo.entry(Int(head.entry)).pointee.fields.forEach(body)
    }
  }

  /// Keeps the caller's verdict on a list, for as long as the same bytes mean the same.
  public mutating func remember(_ verdict: UInt32, for head: Head) {
    guard head.entry >= 0 else { return }
    memo.entry(Int(head.entry)).pointee.verdict = verdict
    pattern.forget()
  }

  /// Gives an accepted stream the caller's own index.
  public mutating func setUser(_ user: UInt32, of stream: Stream) {
    precondition(isOpen(stream), "stream \(stream.id) is gone")
    streams.record(stream.slot).pointee.user = user
  }
}

/// The answers that wait in the send buffer because the peer asks and does not read.
struct UnsentAnswers {
  /// The place in the output that parts the answers counted in `before` from those in `since`.
  private var mark: Int64 = 0
  private var before = 0
  private var since = 0

  /// Counts an answer that was just written.
  ///
  /// - Returns: Bytes of answers that may be unsent; never less than those that are.
  mutating func add(_ count: Int, to output: borrowing SendBuffer) -> Int {
    if output.totalTaken >= mark {
      before = since
      since = 0
      mark = output.totalWritten - Int64(count)
    }
    since += count
    return before + since
  }
}

/// A header block on its way through HEADERS and CONTINUATION frames.
struct HeaderAssembly {
  /// The stream whose block is open; zero when none is.
  var streamID: UInt32 = 0
  var endStream = false
  var continuations = 0
  /// The priority fields say that the stream depends on itself.
  var dependsOnItself = false
  var block: [UInt8] = []
}

/// A DATA frame, or a frame to be skipped, whose payload arrives piece by piece.
struct PayloadProgress {
  enum Kind {
    case none
    case data
    case skipped
  }

  var kind = Kind.none
  var left = 0
  var padding = 0
  var streamID: UInt32 = 0
  var endStream = false
}
