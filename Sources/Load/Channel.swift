import Bytes
import GRPC
import HTTP2
import Statistics
import Timing
import Transport

/// One connection of the load: its socket, its HTTP/2 state and the calls it carries.
struct Channel: ~Copyable {
  enum State {
    /// TCP is on its way.
    case connecting
    /// The server's SETTINGS are on their way.
    case greeting
    case ready
    /// The server will go: calls end, none begin.
    case leaving
  }

  /// A call whose last byte stands at a position of the connection's output.
  private struct PendingStart {
    let call: UInt32
    let end: Int64
  }

  let socket: Socket
  /// The lane that this connection fills; none once the server is sending it away.
  private(set) var lane: Int?
  let since: Instant
  var state = State.connecting
  /// The instant after the last read: what time it is for all that follows from it.
  private(set) var latest: Instant
  /// Why the connection is over, once it is.
  private(set) var loss: String?
  /// The server said why it went, if it did.
  var farewell: String?
  /// At least one call has started here.
  private(set) var hasCarried = false
  var http: Connection
  private let request: Int
  private let message: [UInt8]
  private let messageCount: Int
  /// Calls whose bytes wait in our own buffer, in the order of the bytes.
  private var pending: [PendingStart] = []
  /// Calls whose message is held back by flow control.
  var blocked: [UInt32] = []
  /// Callers of a closed loop whom the server's stream limit holds up.
  private var waiting = WaitingCallers()

  init(
    _ socket: consuming Socket,
    lane: Int,
    streams: Int,
    _ template: CallTemplate,
    now: Instant
  ) {
    self.socket = socket
    self.lane = lane
    since = now
    latest = now
    http = Connection(role: .client, configuration: .client(maxOpenStreams: streams))
    request = http.register(template.header, message: template.message)
    message = template.message
    messageCount = template.message.count
  }

  /// Whether a call may start here now.
  var canStart: Bool { state == .ready && http.canOpen }

  var callsInFlight: Int { http.openStreams }

  /// HTTP/2 stands on it, or has stood.
  var hasStood: Bool { state == .ready || state == .leaving }

  /// Nothing more will come: the server is going and the last call has ended.
  var isSpent: Bool { state == .leaving && http.openStreams == 0 }

  /// Puts a call's bytes into the output; `flush` sends them.
  mutating func start(
    _ intended: Instant,
    couldStart: Instant,
    as index: Int,
    _ book: inout CallBook
  ) {
    let call = book.insert(
      Call(intended: intended, couldStart: couldStart, channel: UInt32(index), slot: 0)
    )
    hasCarried = true
    let (slot, sent) = http.open(request: request, user: call)
    book.calls[call].slot = slot
    noteSent(call, sent, &book)
  }

  /// Lets the callers of a closed loop call: first those who wait, then those whose call has ended.
  mutating func refill(callers: Int, at now: Instant, as index: Int, _ book: inout CallBook) {
    while !waiting.isEmpty, canStart, let ready = waiting.popFirst() {
      book.waitingCallers -= 1
      if let deadline = book.deadline, ready + deadline <= now {
        book.refused(intended: ready, .deadlineExceeded, at: ready + deadline)
      } else {
        start(ready, couldStart: now, as: index, &book)
      }
    }
    var free = callers - http.openStreams - waiting.count
    if free > 0, state == .ready {
      let room = min(free, http.room(for: request))
      for _ in 0..<room { start(now, couldStart: now, as: index, &book) }
      free -= room
    }
    guard state == .ready, loss == nil, http.failure == nil else { return }
    while free > 0 {
      waiting.append(now)
      book.waitingCallers += 1
      free -= 1
    }
  }

  /// Ends a call that has waited too long.
  mutating func cancel(_ call: UInt32, _ book: inout CallBook, at now: Instant) {
    let stream = http.stream(book.calls[call].slot)
    http.reset(stream, .cancel)
    finish(call)
    book.failed(call, .deadlineExceeded, at: now)
  }

  /// Reads all there is and plays the calls on.
  ///
  /// Completions carry the instant after the read that brought them, so that no call's time holds
  /// the handling of another.
  ///
  /// - Parameters:
  ///   - input: The worker's memory to read into.
  ///   - book: The worker's calls.
  ///   - hasEnded: The server sends nothing more: a short read does not say so.
  mutating func receive(_ input: inout ReceiveBuffer, _ book: inout CallBook, hasEnded: Bool) {
    if state == .connecting, !finishConnecting() { return }
    while loss == nil, http.failure == nil {
      http.begin(&input)
      let room = input.free
      let transfer = socket.read(into: &input)
      if case .moved(let count) = transfer {
        let now = EventLoop.now()
        latest = now
        if book.isMeasuring { book.recorder.traffic.bytesReceived += UInt64(count) }
        while let event = http.next(&input) { handle(event, input, &book, now) }
      }
      http.end(&input)
      switch transfer {
      case .moved(let count): if count < room, !hasEnded { return }
      case .wouldBlock: return
      case .closed: lose(farewell ?? "the server closed the connection")
      case .failed(let code): lose("the connection broke: \(SystemError.text(code))")
      }
    }
  }

  /// Sends what waits; the calls whose bytes the kernel took have now started.
  mutating func flush(_ book: inout CallBook) {
    while state != .connecting, loss == nil, !http.output.isEmpty {
      let now = EventLoop.now()
      // A socket that is full or broken takes no more; what the server said before it went is
      // still to be read.
      guard case .moved(let count) = socket.write(from: &http.output) else { break }
      if book.isMeasuring { book.recorder.traffic.bytesSent += UInt64(count) }
      markStarted(&book, now)
    }
    // Only now, so that the server has been told why.
    if let failure = http.failure, loss == nil {
      lose("the server broke HTTP/2: \(failure.reason)")
    }
  }

  /// Fails what is left when the connection is over.
  mutating func abandon(_ book: inout CallBook, at now: Instant) {
    var calls: [UInt32] = []
    http.forEachStream { calls.append($0.user) }
    let status = Status.connectionLost(loss ?? farewell ?? "the connection was closed")
    for call in calls { book.failed(call, status, at: now) }
    while let ready = waiting.popFirst() {
      book.waitingCallers -= 1
      book.refused(intended: ready, status, at: now)
    }
  }

  /// Counts the callers that still wait as unfinished: the run is over.
  mutating func abandonWaiting(_ book: inout CallBook, at now: Instant) {
    while let ready = waiting.popFirst() {
      book.waitingCallers -= 1
      book.neverReleased(intended: ready, at: now)
    }
  }

  /// Leaves the lane to a new connection, while the calls that are here end.
  mutating func leaveLane() {
    lane = nil
  }

  /// Says that we go, as far as the socket takes it at once.
  mutating func sayGoodbye(_ book: inout CallBook) {
    http.goAway()
    flush(&book)
  }

  /// Gives the connection up for a reason of ours.
  mutating func lose(_ reason: String) {
    if loss == nil { loss = reason }
  }

  private mutating func finishConnecting() -> Bool {
    if let code = socket.connectError() {
      lose(SystemError.text(code))
      return false
    }
    state = .greeting
    return true
  }

  private mutating func markStarted(_ book: inout CallBook, _ now: Instant) {
    let taken = http.output.totalTaken
    if pending.last.map({ $0.end <= taken }) ?? true {
      for start in pending { book.started(start.call, at: now) }
      pending.removeAll(keepingCapacity: true)
      return
    }
    var count = 0
    while pending[count].end <= taken {
      book.started(pending[count].call, at: now)
      count += 1
    }
    pending.removeFirst(count)
  }

  /// Forgets what the channel itself keeps of a call.
  mutating func finish(_ call: UInt32) {
    if !blocked.isEmpty { blocked.removeAll { $0 == call } }
    if !pending.isEmpty { pending.removeAll { $0.call == call } }
  }

  mutating func send(_ call: UInt32, _ book: inout CallBook) {
    let message = self.message
    let rest = message.span.extracting(book.calls[call].sent...)
    noteSent(call, http.send(rest, on: book.calls[call].slot, endStream: true), &book)
  }

  /// Notes that the connection has taken more of a call's message.
  @inline(__always)
  private mutating func noteSent(_ call: UInt32, _ count: Int, _ book: inout CallBook) {
    if book.calls[call].sent + count == messageCount {
      if !blocked.isEmpty { blocked.removeAll { $0 == call } }
      pending.append(PendingStart(call: call, end: http.output.totalWritten))
      if book.isMeasuring { book.recorder.traffic.messagesSent += 1 }
    } else {
      book.calls[call].sent += count
      book.calls[call].isHeldBack = true
      if !blocked.contains(call) { blocked.append(call) }
    }
  }

  mutating func sendBlocked(_ book: inout CallBook) {
    let waiting = blocked
    blocked.removeAll()
    for call in waiting { send(call, &book) }
  }
}
