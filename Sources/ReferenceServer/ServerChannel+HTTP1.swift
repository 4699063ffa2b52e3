import Bytes
import HTTP1
import HTTP2
import Timing
import Transport

/// A connection whose client speaks HTTP/1.1.
extension ServerChannel {
  /// Begins to be one, with the bytes by which that was found out.
  mutating func beginHTTP1(
    _ input: inout ReceiveBuffer,
    _ transfer: Socket.Transfer,
    _ now: Instant
  ) {
    http1 = HTTP1Session(session.options, session.gzip, session.laboratory)
    http1?.place = session.place
    // What HTTP/2 would say first is not said.
    session.http.output = SendBuffer()
    act(&input, transfer)
    if state == .open { turnHTTP1(&input, now) }
  }

  /// Reads, answers and writes until the socket has nothing more to give or to take.
  mutating func turnHTTP1(_ input: inout ReceiveBuffer, _ now: Instant) {
    var reads = 0
    while state == .open, !readsPaused {
      guard reads < Self.mostReads else {
        wantsTurn = true
        break
      }
      reads += 1
      http1?.http.begin(&input)
      let room = input.free
      // A request that waits for its answer keeps what is behind it in the socket.
      let reading = wantsInput && room > 0
      let transfer = reading ? wire.read(into: &input) : .wouldBlock
      note(transfer, now)
      act(&input, transfer)
      guard reading || !wantsInput || state != .open else { continue }
      guard case .moved(let count) = transfer else { break }
      if count < room, !hasEnded, !wire.hasMore { break }
    }
    if state == .lingering { discard(&input) }
  }

  /// Acts on what a read has brought, and sends what comes of it.
  private mutating func act(_ input: inout ReceiveBuffer, _ transfer: Socket.Transfer) {
    let isBehind = http1?.receive(&input) ?? false
    http1?.http.end(&input)
    switch transfer {
    case .moved, .wouldBlock: break
    // Requests that have come before the end are answered first; the next read says it again.
    case .closed: if !isBehind { http1?.close() }
    case .failed: state = .closed
    }
    flush()
    // With too much output still here, the socket says when to go on.
    if isBehind, !readsPaused { wantsTurn = true }
    guard transfer == .closed, state == .open, !isBehind, !isAnswering else { return }
    if isDrained { state = .closed }
  }

  private var wantsInput: Bool {
    switch http1 {
    case .some(let http1): http1.http.wantsInput && !http1.isOver
    case .none: false
    }
  }

  /// A request has begun and has no answer yet.
  private var isAnswering: Bool {
    switch http1 {
    case .some(let http1): http1.isUnderWay
    case .none: false
    }
  }

  /// A request that has come whole waits for its answer.
  private var awaitsAnswer: Bool {
    switch http1 {
    case .some(let http1): http1.isUnderWay && !http1.http.wantsInput
    case .none: false
    }
  }

  /// What there is to know once output was written.
  private var standing: (isOver: Bool, isDropped: Bool, output: Int) {
    switch http1 {
    case .some(let http1): (http1.isOver, http1.isDropped, http1.unsent)
    case .none: (false, false, 0)
    }
  }

  mutating func flushHTTP1() {
    var writes = 0
    while state == .open, standing.output > 0 {
      if writes == Self.mostWrites {
        wantsTurn = true
        break
      }
      guard let transfer = http1?.write(to: wire) else { break }
      if case .moved = transfer {
        writes += 1
        continue
      }
      if transfer != .wouldBlock { state = .closed }
      break
    }
    let standing = standing
    readsPaused = standing.output >= HTTP1Session.comfortableOutput
    if standing.isDropped, state == .open { state = .closed }
    guard standing.isOver, standing.output == 0, state == .open else { return }
    // Closing at once could overtake the last answer with a TCP reset.
    wire.endWriting()
    state = .lingering
  }

  /// Does what the connection's age, its idleness or its silence ask for.
  ///
  /// HTTP/1.1 has no PING, so a client that is silent for too long is asked for no sign of life.
  mutating func keepUpHTTP1(_ now: Instant) -> Instant {
    // A client that waits for its answer has nothing to say.
    let heard = awaitsAnswer ? now : lastRead
    let sight = ChannelUpkeep.Sight(
      now: now,
      lastRead: heard,
      hasCalls: isAnswering,
      calls: requests
    )
    switch upkeep.check(sight) {
    case .nothing, .fixLastStream: break
    case .leave: leaveHTTP1()
    case .ping, .cut: state = .closed
    }
    let limit = heard + session.options.silenceLimit
    if now >= limit { state = .closed }
    guard state == .open else { return .distantFuture }
    return min(upkeep.next(sight), limit)
  }

  private var requests: Int {
    switch http1 {
    case .some(let http1): Int(http1.number)
    case .none: 0
    }
  }

  /// The answer that is under way is the last; without one the connection ends now.
  mutating func leaveHTTP1() {
    http1?.isLeaving = true
    flush()
  }
}

extension HTTP1Session {
  /// Writes as much as the kernel takes.
  mutating func write(to wire: borrowing Wire) -> Socket.Transfer {
    wire.write(from: &http.output)
  }
}
