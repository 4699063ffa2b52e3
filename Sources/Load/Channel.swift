import Bytes
import GRPC
import HTTP2
import Scenarios
import Statistics
import Timing
import Transport

/// One connection of the load: its socket, the state of its protocol and the calls it carries.
struct Channel: ~Copyable {
  enum State {
    /// TCP is on its way.
    case connecting
    /// The proxy is asked for a tunnel.
    case tunnelling
    /// The TLS handshake is under way.
    case securing
    /// The server's SETTINGS are on their way.
    case greeting
    /// Calls could start, and do not yet.
    case standby
    case ready
    /// The server will go, or we: calls end, none begin.
    case leaving
  }

  /// What a channel is to its lane.
  enum Role {
    /// The one that fills it.
    case current
    /// The one that is to fill it next.
    case successor
    /// One that has filled it: its calls end.
    case elder
  }

  /// A call, or a message of it, whose bytes end at a position of the connection's output.
  struct Departure {
    let call: UInt32
    let end: Int64
    /// When the message should have been sent; nil for the call's own start.
    let intended: Instant?
    let note: UInt32
  }

  /// Output beyond which messages wait, so that a flood stays in the caches.
  static let comfortableOutput = 512 * 1024
  /// Writes in a row after which a flood lets the other connections and the reading have a turn.
  static let mostWrites = 4

  let wire: Wire
  /// The plan's target that it leads to, and by which of its addresses.
  let target: Int
  let address: Int
  private let place: SocketAddress
  /// The book's page of the target's first kind of call.
  let firstPage: UInt32
  /// A tunnel that is still to be made.
  private var tunnel: TunnelOpening?
  let lane: Int
  var role: Role
  let since: Instant
  /// When the step that is under way began: the connecting, the TLS handshake or the greeting.
  private var stepSince: Instant
  var state = State.connecting
  /// The instant after the last read: what time it is for all that follows from it.
  var latest: Instant
  /// Why the connection is over, once it is.
  private(set) var loss: String?
  /// The server said why it went, if it did.
  var farewell: String?
  /// Why another is to take its place.
  var retirement: ConnectionEnd?
  /// Why it leaves, or has ended.
  var ending: ConnectionEnd?
  /// The server has sent us away because of too many PINGs.
  var isTooLoud = false
  /// Calls that have started here.
  var carried = 0
  /// Calls that may.
  private let mostCalls: Int
  var keepalive: Keepalive?
  /// Since it stands.
  var renewal: Renewal?
  /// How calls go over it, and how their messages are written.
  let `protocol`: CallProtocol
  let encoding: MessageFormat
  var http: Connection
  /// In the place of `http` where HTTP/1.1 is spoken.
  var exchange = Exchange()
  /// Answers under way that are no messages.
  var refusals: [UInt32: Refusal] = [:]
  /// What each of the book's pages is to the connection: a request of one piece, or a header list;
  /// what is another target's is below zero.
  private(set) var requests: [Int]
  /// Calls and messages whose bytes wait in our own buffer, in the order of the bytes.
  var departures: [Departure] = []
  /// Calls whose messages are held back by flow control.
  var blocked = PlayQueue(.window)
  /// Calls that have more to send than the output should hold.
  var parked = PlayQueue(.room)
  /// More was to send than a turn takes, and the worker's list of such channels has it.
  var isHungry = false
  /// Callers of a closed loop whom the server's stream limit holds up.
  var waiting = WaitingCallers()

  init(
    _ socket: consuming Socket,
    lane: Int,
    _ role: Role,
    target: Int,
    address: Int,
    _ share: WorkerShare,
    _ security: TLSContext?,
    now: Instant
  ) {
    wire = Wire(socket, security)
    self.lane = lane
    self.role = role
    mostCalls = share.plan.connection.callsPerConnection ?? .max
    self.target = target
    self.address = address
    place = share.destinations[target].addresses[address]
    tunnel = share.destinations[target].tunnel.map { TunnelOpening($0) }
    let kinds = share.kinds
    let first = target * kinds
    firstPage = UInt32(first)
    since = now
    stepSince = now
    latest = now
    `protocol` = share.plan.protocol
    encoding = share.plan.encoding
    http = Connection(role: .client, configuration: share.configuration)
    requests = Array(repeating: -1, count: first)
    guard `protocol` != .http1 else {
      // What HTTP/2 would say first is not said.
      http.output = SendBuffer()
      return
    }
    for template in share.templates.dropFirst(first).prefix(kinds) {
      requests.append(
        template.isPlain
          ? http.register(template.header, message: template.pool.bytes)
          : http.register(template.header)
      )
    }
    guard share.slices != nil else { return }
    // What is not counted is the same requests on other pages.
    let own = requests[first...]
    let gap = Int(share.uncounted) + first - requests.count
    requests += Array(repeating: -1, count: gap) + own
  }

  /// Whether a call may start here now.
  var canStart: Bool {
    state == .ready && carried < mostCalls && (isExchange ? exchange.isFree : http.canOpen)
  }

  /// Calls that may still start here.
  var callsLeft: Int { mostCalls - carried }

  var callsInFlight: Int { isExchange ? exchange.calls : http.openStreams }

  /// A message is all of a body, each way.
  var sendsBodies: Bool { `protocol` != .grpc }

  /// HTTP/1.1 is spoken.
  var isExchange: Bool { `protocol` == .http1 }

  /// HTTP/2 stands on it, or has stood.
  var hasStood: Bool { state == .ready || state == .standby || state == .leaving }

  /// What is written reaches the server.
  var isThrough: Bool { state != .connecting && state != .tunnelling }

  /// It has done something before it goes: where the server ends it, that is an answer.
  var endsWell: Bool {
    guard loss == nil, carried > 0 else { return false }
    return ending != .goAway || isExchange || http.endedCalls > 0
  }

  /// Nothing more will come: one end is going and the last call has ended.
  var isSpent: Bool { state == .leaving && callsInFlight == 0 }

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
    if state == .connecting, !finishConnecting(&book) { return }
    if state == .tunnelling, !finishTunnelling(hasEnded, &book) { return }
    if isExchange { return receiveExchange(&input, &book, hasEnded: hasEnded) }
    while loss == nil, http.failure == nil {
      http.begin(&input, at: latest)
      let room = input.free
      let transfer = wire.read(into: &input)
      if state == .securing, wire.isEstablished { finishSecuring(&book) }
      if case .moved(let count) = transfer {
        let now = EventLoop.now()
        latest = now
        if state == .greeting, !wire.isSecure, let stranger = input.stranger {
          lose(stranger.trouble)
        }
        if book.isMeasuring { book.wire.bytesReceived += UInt64(count) }
        while true {
          if let answer = http.nextAnswer(&input) {
            receive(answer, input, &book, now)
          } else if let event = http.next(&input) {
            handle(event, input, &book, now)
          } else {
            break
          }
        }
      }
      http.end(&input)
      // A server that has said goodbye hangs up when it has answered all: nothing is lost.
      if isSpent { return }
      switch transfer {
      case .moved(let count): if count < room, !hasEnded, !wire.hasMore { return }
      case .wouldBlock: return
      case .closed:
        lose(
          farewell ?? wire.trouble ?? "the server closed the connection\(doubt)",
          farewell == nil ? .closedByServer : .goAway
        )
      case .failed(let code):
        lose(wire.trouble ?? "the connection broke: \(SystemError.text(code))", .broken)
      }
    }
  }

  /// Sends what waits; the calls and messages whose bytes the kernel took have now started.
  ///
  /// - Returns: Whether more waits although the socket would take it: the others have their turn.
  @discardableResult
  mutating func flush(_ book: inout CallBook) -> Bool {
    if isExchange {
      flushExchange(&book)
      return false
    }
    var takesMore = true
    for _ in 0..<Self.mostWrites {
      while isThrough, loss == nil, !http.output.isEmpty {
        let now = EventLoop.now()
        // A socket that is full or broken takes no more; what the server said before it went is
        // still to be read.
        guard case .moved(let count) = wire.write(from: &http.output) else {
          takesMore = false
          break
        }
        if book.isMeasuring { book.wire.bytesSent += UInt64(count) }
        markDeparted(&book, now, taken: http.output.totalTaken)
      }
      guard takesMore, !parked.isEmpty, isThrough, loss == nil, http.failure == nil
      else { break }
      sendParked(&book, EventLoop.now())
    }
    // Only now, so that the server has been told why.
    if let failure = http.failure, loss == nil {
      lose("the server broke HTTP/2: \(failure.reason)\(doubt)", .violation)
    }
    return takesMore && loss == nil && !(http.output.isEmpty && parked.isEmpty)
  }

  /// Says that we go, as far as the socket takes it at once; the calls are no longer in the book.
  mutating func sayGoodbye(_ book: inout CallBook) {
    blocked = PlayQueue(.window)
    parked = PlayQueue(.room)
    departures.removeAll()
    guard !isExchange else { return }
    http.goAway()
    flush(&book)
  }

  /// The connection is over, for a reason of ours or the server's.
  mutating func lose(_ reason: String, _ end: ConnectionEnd = .broken) {
    guard loss == nil else { return }
    loss = reason
    // What goes of its own will has its reason already.
    if ending == nil || callsInFlight > 0 { ending = end }
  }

  /// Another takes its place: no calls begin here any more, and those that are here end.
  mutating func retire() {
    state = .leaving
    ending = retirement
  }

  /// What has not come, with what to ask, while the connection does not stand.
  var silence: (what: String, advice: String)? {
    switch state {
    case .connecting:
      ("no answer", "; is the address right, and does a firewall drop what is sent to it?")
    case .tunnelling: ("the proxy did not answer CONNECT", "; is it an HTTP proxy?")
    case .securing: ("no TLS handshake", "; does this port speak TLS?")
    case .greeting: ("no HTTP/2 SETTINGS", wire.doubt)
    case .standby, .ready, .leaving: nil
    }
  }

  /// What to ask when a plain connection ends before it has stood.
  private var doubt: String { hasStood ? "" : wire.doubt }

  private mutating func finishConnecting(_ book: inout CallBook) -> Bool {
    if let code = wire.socket.connectError() {
      lose(place.trouble(code))
      return false
    }
    goThrough(&book)
    return true
  }

  /// Goes on once there is a way to the server.
  private mutating func goThrough(_ book: inout CallBook) {
    guard tunnel == nil else { return state = .tunnelling }
    state = wire.isSecure ? .securing : .greeting
    book.connections.connects.record(finishStep())
    if isExchange, state == .greeting { stand(&book) }
  }

  private mutating func finishTunnelling(_ hasEnded: Bool, _ book: inout CallBook) -> Bool {
    switch tunnel?.advance(wire.socket, hasEnded: hasEnded) {
    case .waiting: return false
    case .failed(let reason):
      lose(reason)
      return false
    case .open, nil:
      tunnel = nil
      goThrough(&book)
      return true
    }
  }

  mutating func finishSecuring(_ book: inout CallBook) {
    state = .greeting
    book.connections.shookHands(in: finishStep(), isResumed: wire.isResumed)
    if isExchange { stand(&book) }
  }

  /// The server's SETTINGS are here.
  mutating func finishGreeting(_ book: inout CallBook) {
    guard state == .greeting else { return }
    book.connections.greetings.record(finishStep())
    stand(&book)
  }

  /// Calls could start.
  private mutating func stand(_ book: inout CallBook) {
    state = .standby
    book.connections.standing.record(EventLoop.now() - since)
  }

  /// How long the step took that is over now; the next one begins.
  private mutating func finishStep() -> Nanoseconds {
    let now = EventLoop.now()
    defer { stepSince = now }
    return now - stepSince
  }

  /// Notes that what a call has put into the output until now is to be told when it has left.
  @inline(__always)
  mutating func noteDeparture(
    of call: UInt32,
    intended: Instant? = nil,
    note: UInt32 = NoteList.none
  ) {
    departures.append(
      Departure(call: call, end: http.output.totalWritten, intended: intended, note: note)
    )
  }

  /// Marks the calls and messages as sent that end in the bytes which the kernel has taken in all.
  @inline(__always)
  mutating func markDeparted(_ book: inout CallBook, _ now: Instant, taken: Int64) {
    var count = 0
    while count < departures.count, departures[count].end <= taken {
      let departure = departures[count]
      count += 1
      if let intended = departure.intended {
        book.messageSent(departure.call, departure.note, intended: intended, at: now)
      } else {
        book.started(departure.call, at: now)
      }
    }
    if count == departures.count {
      departures.removeAll(keepingCapacity: true)
    } else {
      departures.removeFirst(count)
    }
  }
}
