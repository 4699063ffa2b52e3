import Bytes
import GRPC
import HTTP2
import Timing
import Transport

/// One client's connection: its wire, and the session that is played over it.
struct ServerChannel: ~Copyable {
  /// What the worker should do with the channel.
  enum State {
    case open
    /// We have said goodbye: what still comes is read and dropped until the peer closes.
    case lingering
    case closed
  }

  /// Output beyond this stops the reading of requests until the client reads its answers.
  static let mostOutput = 1024 * 1024
  /// Writes in a row, of a client that takes all that is made, before it is another one's turn.
  static let mostWrites = 8
  /// Reads in a row before it is another one's turn, so that a flood holds up nobody else for long.
  static let mostReads = 2
  /// The same when what is read is dropped.
  static let mostDiscards = 16

  let wire: Wire
  /// When it was accepted.
  let since: Instant
  /// What the client speaks, as far as it has said.
  enum Tongue {
    case unknown
    case http1
    case http2
  }

  private(set) var tongue = Tongue.unknown
  /// The connection as HTTP/2, which it is unless its first bytes say otherwise.
  var session: ServerSession
  /// The connection as HTTP/1.1.
  var http1: HTTP1Session?
  var state = State.open
  /// There is more to send or to read, and no event to wait for.
  var wantsTurn = false
  /// The client sends nothing more: a short read does not say so.
  private(set) var hasEnded = false
  /// The worker knows that it wants a turn.
  var isEager = false
  /// The worker has no place for its TLS handshake yet.
  var isWaiting = false

  private(set) var bytesReceived: Int64 = 0
  var readsPaused = false
  /// Bytes that the worker has counted as held here.
  var counted = 0
  var upkeep: ChannelUpkeep
  /// The head that the client has begun.
  private(set) var head = HeadWatch()
  private var policy: PingPolicy
  /// PINGs of the client that were judged.
  private var pingsJudged: UInt64 = 0
  /// When something came last.
  private(set) var lastRead: Instant
  /// The client has been told to calm down, and no more is done for it.
  private var isExpelled = false

  init(
    _ wire: consuming Wire,
    _ options: ServerOptions,
    _ gzip: GzipCodec,
    _ laboratory: Laboratory,
    _ upkeep: ChannelUpkeep,
    since: Instant
  ) {
    self.wire = wire
    self.since = since
    self.upkeep = upkeep
    policy = PingPolicy(options.connections)
    lastRead = since
    session = ServerSession(options, gzip, laboratory)
  }

  /// Whether the TLS handshake is under way, or came to nothing.
  var isSecuring: Bool { !wire.isEstablished }

  /// Whether the client's preface and SETTINGS have not come yet, nor a first request of HTTP/1.1.
  var isGreeting: Bool {
    switch http1 {
    case .some(let http1): !http1.hasBegun
    case .none: !session.http.isReady
    }
  }

  /// Whether the client has said nothing at all, or nothing behind its TLS handshake.
  var isSilent: Bool {
    guard bytesReceived == 0, !isWaiting else { return false }
    switch wire.stage {
    case .silent, .over: return true
    case .begun, .answered: return false
    }
  }

  /// Reads, answers and writes until the socket has nothing more to give or to take.
  ///
  /// - Parameters:
  ///   - input: The worker's memory to read into.
  ///   - ends: The client sends nothing more.
  ///   - now: The instant of the turn.
  mutating func turn(_ input: inout ReceiveBuffer, hasEnded ends: Bool, _ now: Instant) {
    wantsTurn = false
    if ends { hasEnded = true }
    flush()
    if tongue == .http1 { return turnHTTP1(&input, now) }
    var reads = 0
    while state == .open, !readsPaused {
      guard reads < Self.mostReads else {
        wantsTurn = true
        break
      }
      reads += 1
      session.http.begin(&input, at: session.laboratory.now)
      let room = input.free
      let transfer = wire.read(into: &input)
      note(transfer, now)
      if tongue == .unknown, !listen(input) {
        session.http.end(&input)
        guard case .moved = transfer else {
          if transfer != .wouldBlock { state = .closed }
          return
        }
        continue
      }
      if tongue == .http1 { return beginHTTP1(&input, transfer, now) }
      let isBehind = session.receive(&input)
      if session.http.pingsReceived != pingsJudged { judgePings(now) }
      session.http.end(&input)
      flush()
      if isBehind, state == .open {
        wantsTurn = true
        break
      }
      guard case .moved(let count) = transfer else {
        if transfer != .wouldBlock { state = .closed }
        return
      }
      if count < room, !hasEnded, !wire.hasMore { break }
    }
    if state == .lingering { discard(&input) }
  }

  /// Counts what a read has brought.
  mutating func note(_ transfer: Socket.Transfer, _ now: Instant) {
    guard case .moved(let count) = transfer else { return }
    bytesReceived += Int64(count)
    lastRead = now
  }

  /// Finds out what the client speaks.
  ///
  /// - Returns: Whether it is known.
  private mutating func listen(_ input: borrowing ReceiveBuffer) -> Bool {
    if wire.isSecure {
      guard wire.isEstablished else { return false }
      tongue = wire.speaksHTTP1 ? .http1 : .http2
    } else {
      tongue = input.withBytes(at: input.start, count: input.count) { Tongue(firstBytes: $0) }
    }
    return tongue != .unknown
  }

  /// Notes at the end of a turn whether the client has a head open.
  ///
  /// - Returns: When it has taken too long, if there is one.
  mutating func noteHead(_ now: Instant) -> Instant? {
    let open: UInt32? =
      switch http1 {
      case .some(let http1): http1.openHead
      case .none: session.http.openHeaderBlock
      }
    guard open != nil || head.isOpen else { return nil }
    head.note(open, limit: now + session.options.headLimit)
    return head.limit
  }

  /// Cuts a client that takes too long for a head.
  private mutating func cutForHead() {
    guard tongue == .http2 else {
      state = .closed
      return
    }
    session.http.goAway(isFinal: true, .enhanceYourCalm, reason: "a header block takes too long")
    session.isDropped = true
    flush()
  }

  /// Counts the client's PINGs against it, and sends it away when there were too many.
  private mutating func judgePings(_ now: Instant) {
    while pingsJudged < session.http.pingsReceived {
      pingsJudged += 1
      let tally = session.tally
      let isTooMany = policy.receivedPing(
        at: now,
        hasCalls: session.http.openStreams > 0,
        activity: tally.calls + tally.messagesSent
      )
      guard isTooMany, !isExpelled else { continue }
      session.http.goAway(isFinal: true, .enhanceYourCalm, reason: "too_many_pings")
      isExpelled = true
    }
  }

  /// Does what the connection's age, its idleness or its silence ask for.
  ///
  /// - Returns: When to look again.
  mutating func keepUp(_ now: Instant) -> Instant {
    guard state == .open else { return .distantFuture }
    let limit = head.limit ?? .distantFuture
    guard limit > now else {
      cutForHead()
      return .distantFuture
    }
    guard tongue != .http1 else { return min(keepUpHTTP1(now), limit) }
    let sight = ChannelUpkeep.Sight(
      now: now,
      lastRead: lastRead,
      hasCalls: session.http.openStreams > 0,
      calls: Int(session.http.lastPeerIdentifier)
    )
    let action = upkeep.check(sight)
    switch action {
    case .nothing: break
    case .ping: session.http.ping(0)
    case .leave(.age): session.leave(isGraceful: true, reason: "max_age")
    case .leave(.idleness): session.leave(isGraceful: true, reason: "max_idle")
    case .fixLastStream: session.leaveForGood()
    case .cut: session.isDropped = true
    }
    if action != .nothing { flush() }
    return min(upkeep.next(sight), limit)
  }

  /// Bytes that the client makes the server hold.
  var held: Int {
    switch http1 {
    case .some(let http1): http1.held
    case .none: session.held
    }
  }

  /// Tells a client of HTTP/2 that it is cut because of what it holds.
  mutating func tellHeld() {
    guard tongue == .http2 else { return }
    session.http.goAway(isFinal: true, .enhanceYourCalm, reason: "the server holds too much")
    flush()
  }

  /// Tells the client that we will go.
  mutating func goAway() {
    guard tongue != .http1 else { return leaveHTTP1() }
    session.endWatches()
    session.http.goAway()
    flush()
  }

  /// Everything asked has been answered and sent.
  var isDrained: Bool {
    switch http1 {
    case .some(let http1): !http1.isUnderWay && http1.unsent == 0
    case .none: tongue == .unknown || session.http.openStreams == 0 && session.http.output.isEmpty
    }
  }

  /// Goes on with what has waited for an instant.
  ///
  /// A client that we have done with gets no answer any more: its calls end with the connection.
  ///
  /// - Returns: Whether it was there.
  mutating func wake(_ entry: Wakeups.Entry) -> Bool {
    guard state == .open, !isExpelled else { return false }
    return tongue == .http1 ? http1?.wake(entry) ?? false : session.wake(entry)
  }

  /// Whether what an entry was made for is still there.
  func awaits(_ entry: Wakeups.Entry) -> Bool {
    switch http1 {
    case .some(let http1): http1.awaits(entry)
    case .none: session.awaits(entry)
    }
  }

  /// What was done on the connection so far.
  var tally: ServerTally {
    var tally = ownTally
    tally.connectionsOpened = 1
    tally.connectionsOpen = 1
    tally.pingsReceived = Int(session.http.pingsReceived)
    tally.bytesReceived = bytesReceived
    return tally
  }

  private var ownTally: ServerTally {
    switch http1 {
    case .some(let http1):
      var tally = http1.tally
      tally.bytesSent = http1.bytesSent
      return tally
    case .none:
      var tally = session.tally
      tally.bytesSent = session.http.output.totalTaken
      return tally
    }
  }

  mutating func flush() {
    guard tongue == .http2 else { return flushHTTP1() }
    var writes = 0
    while state == .open {
      let isLong = session.produce()
      if isLong { wantsTurn = true }
      guard !session.http.output.isEmpty else { break }
      if writes == Self.mostWrites {
        wantsTurn = true
        break
      }
      let transfer = wire.write(from: &session.http.output)
      if case .moved = transfer {
        writes += 1
        if isLong { break }
        continue
      }
      // A client that is gone reads no answer, and what it has sent needs none.
      if transfer != .wouldBlock { state = .closed }
      break
    }
    readsPaused =
      session.http.output.count > Self.mostOutput || session.isUnread || session.isBehind
    if session.isDropped, state == .open { state = .closed }
    guard session.isOver || isExpelled, session.http.output.isEmpty, state == .open else { return }
    // Closing at once could overtake the GOAWAY with a TCP reset.
    wire.endWriting()
    state = .lingering
  }

  /// What was done on the connection in its life, which is over: calls under way are cancelled.
  mutating func lastTally() -> ServerTally {
    http1?.countCancelled()
    for slot in session.calls.indices { session.countCancelled(slot) }
    session.leaveLaboratory()
    var tally = tally
    tally.connectionsOpen = 0
    return tally
  }

  mutating func discard(_ input: inout ReceiveBuffer) {
    for _ in 0..<Self.mostDiscards {
      input.removeAll()
      switch wire.read(into: &input) {
      case .moved: continue
      case .wouldBlock: return
      case .closed, .failed:
        state = .closed
        return
      }
    }
    wantsTurn = true
  }
}

extension ServerChannel.Tongue {
  /// What begins with these bytes: HTTP/2's preface begins like no request of HTTP/1.1 (RFC 9113
  /// §3.4).
  ///
  /// What is not text, such as a handshake of TLS, is no request either: HTTP/2 refuses it at once,
  /// where HTTP/1.1 would wait for the end of a line.
  init(firstBytes bytes: Span<UInt8>) {
    let preface = Array("PRI ".utf8)
    let emptyLine = Array("\r\n".utf8)
    // An empty line may stand before a request (RFC 9112 §2.2).
    if bytes.count > 0, emptyLine.span.begins(with: bytes.extracting(0..<min(bytes.count, 2))) {
      self = bytes.count < emptyLine.count ? .unknown : .http1
      return
    }
    if let first = bytes.indices.first.map({ bytes[$0] | 0x20 }),
      !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first)
    {
      self = .http2
      return
    }
    for index in 0..<min(bytes.count, preface.count) where bytes[index] != preface[index] {
      self = .http1
      return
    }
    self = bytes.count < preface.count ? .unknown : .http2
  }
}
