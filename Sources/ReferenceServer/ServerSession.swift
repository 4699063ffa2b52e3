import Bytes
import Connect
import GRPC
import GreetService
import HTTP2
import Scenarios
import Timing
import Transport

/// The server's side of one connection without its socket: its HTTP/2 state and its calls.
///
/// What a read has brought goes through `receive`. Unary calls are answered there; streams of
/// responses are made by `produce`, as far as the client and the output take them.
struct ServerSession: ~Copyable {
  /// Output beyond this stops the making of responses until some of it is written.
  static let comfortableOutput = 512 * 1024
  /// Bytes of responses that one stream makes before it is another one's turn: those of one frame.
  static let longestSlice = 16 * 1024
  /// How long events are acted on before it is another connection's turn.
  static let longestSpell = Nanoseconds.microseconds(500)
  /// Events between two looks at the clock, and bytes that are read or made with effort.
  static let eventsPerGlance = 16
  static let effortPerGlance = 64 * 1024
  /// Bytes of effort that take as long as a spell, without a look.
  static let longestEffort = 1024 * 1024
  /// What a message costs that is more than a greeting, in such bytes.
  static let effortOfMessage = 4 * 1024
  /// Bytes from which on a response goes out without being copied once more.
  static let longMessage = 32 * 1024

  var http: Connection
  let options: ServerOptions
  let gzip: GzipCodec
  let laboratory: Laboratory
  /// By which the thread knows the connection.
  var place = Token(index: 0, generation: 0)
  /// What was done on this connection, but for the bytes.
  var tally = ServerTally()

  var calls: [ServerCall] = []
  /// Like `calls`, and only looked at for methods with streams.
  var streams: [ServerStream] = []
  /// Like `calls`, and only looked at for calls that leave the usual way.
  var treatments: [Treatment] = []
  /// Memory of these three and of what else has a place for each call, used or not.
  var places = 0
  var lines = WaitingLines()
  /// Bytes of requests that wait, of all calls.
  var waiting = 0
  /// Bytes of responses that wait in `calls`.
  var unsent = 0
  /// Bytes that were read or made with effort since the clock was looked at.
  var effort = 0
  /// When it is another connection's turn; nil until the clock is looked at.
  private var spellEnd: Instant?
  /// Requests were put off because it was another connection's turn: no more are read before.
  private(set) var isBehind = false
  /// What has come has taken this connection's turn: responses are made in the next one.
  private var hasHadTurn = false
  /// Responses under construction; the memory is used again.
  var frames: [UInt8] = []
  /// The long message behind the prefix in `frames`, to be spared a copy; nothing else follows it.
  var long: [UInt8] = []
  /// The connection is to be cut.
  var isDropped = false
  /// The connection has said that it will go, or that it is about to.
  var leaving = Leaving.no
  /// Why, for people to read.
  var farewell: StaticString = "graceful stop"

  /// PINGs that were sent for guests.
  var guestPings: UInt64 = 0

  /// How far a connection is on its way out.
  enum Leaving {
    case no
    /// A first GOAWAY admits what crosses it, until a PING has come back.
    case announced
    /// The calls under way are the last.
    case final
  }

  /// The connection's window will be opened by another portion.
  var isRefilling = false

  /// Each call has to be looked at.
  let treatsAll: Bool
  /// A kind of call takes more than the others.
  let isPlanted: Bool
  private let plainDeframer: MessageDeframer
  private let gzipDeframer: MessageDeframer
  private let plainHead: Int
  private let gzipHead: Int
  let okTrailers: Int
  /// The heads of responses in other dialects, as far as there were any.
  var otherHeads: [Int?] = []

  static let head = [
    HeaderField(":status", "200"), HeaderField("content-type", "application/grpc"),
    acceptedEncodings,
  ]
  static let acceptedEncodings = HeaderField("grpc-accept-encoding", "identity,gzip")

  init(_ options: ServerOptions, _ gzip: GzipCodec, _ laboratory: Laboratory) {
    self.options = options
    self.gzip = gzip
    self.laboratory = laboratory
    treatsAll = options.laboratory.treatsAll
    isPlanted = !options.plants.isEmpty
    tally.guestPaths = options.guests?.paths ?? []
    http = Connection(role: .server, configuration: options.configuration)
    plainHead = http.register(HeaderTemplate(Self.head))
    gzipHead = http.register(HeaderTemplate(Self.head + [HeaderField("grpc-encoding", "gzip")]))
    okTrailers = http.register(HeaderTemplate([HeaderField("grpc-status", "0")]))
    let limit = options.maxMessageSize
    plainDeframer = MessageDeframer(limit: limit)
    gzipDeframer = MessageDeframer(acceptsCompressed: true, limit: limit)
    if options.laboratory.connectionPace != nil { http.holdConnectionWindow() }
  }

  /// Acts on what has arrived, until it is another connection's turn.
  ///
  /// - Returns: Whether some is left to act on.
  mutating func receive(_ input: inout ReceiveBuffer) -> Bool {
    var events = 0
    var isLong = false
    let wasBehind = isBehind
    beginSpell()
    while !isLong, !isBehind, !isDropped, let event = http.next(&input) {
      handle(event, input)
      events &+= 1
      if case .silence = event { events = 0 }
      guard events % Self.eventsPerGlance == 0 || effort >= Self.effortPerGlance else { continue }
      isLong = isSpent()
    }
    if options.laboratory.connectionPace != nil { noteHeld() }
    hasHadTurn = isLong || isBehind && !wasBehind
    return isLong || isBehind
  }

  private mutating func beginSpell() {
    effort = 0
    spellEnd = nil
  }

  /// Looks at the clock whether it is another connection's turn.
  private mutating func isSpent() -> Bool {
    let isLong = effort >= Self.longestEffort
    effort = 0
    let now = laboratory.clock
    guard let end = spellEnd else {
      spellEnd = now + Self.longestSpell
      return isLong && laboratory.readsClock
    }
    return now >= end
  }

  /// Makes responses of the streams that may send, in turns of a slice, until the output is
  /// comfortable or it is another connection's turn.
  ///
  /// - Returns: Whether it is.
  mutating func produce() -> Bool {
    let isLate = hasHadTurn && hasReadyStreams
    hasHadTurn = false
    if isLate { return true }
    beginSpell()
    while http.output.count < Self.comfortableOutput, http.failure == nil,
      let slot = lines.first(in: .ready)
    {
      lines.remove(slot)
      takeTurn(http.stream(slot))
      if effort >= Self.effortPerGlance, isSpent() { return hasReadyStreams }
    }
    if !hasReadyStreams { isBehind = false }
    return false
  }

  /// Puts off what is left of a stream's requests when it is another connection's turn.
  ///
  /// - Returns: Whether it is.
  mutating func putsOff(_ stream: Stream) -> Bool {
    guard effort >= Self.effortPerGlance, isSpent() else { return false }
    lines.put(stream.slot, in: .ready)
    isBehind = true
    return true
  }

  private mutating func handle(_ event: Event, _ input: borrowing ReceiveBuffer) {
    switch event {
    case .head(let head):
      if head.kind == .message { begin(head) } else { endRequest(head.stream) }
    case .data(let chunk):
      input.withBytes(at: chunk.offset, count: chunk.count) { take($0, chunk) }
    case .writable(let stream):
      if lines.contains(stream.slot) { lines.put(stream.slot, in: .ready) }
    case .connectionWritable:
      lines.wakeAll()
    case .ended(let stream, _):
      countCancelled(Int(stream.slot))
      forget(stream)
    case .pingAcknowledged(let ping):
      heard(ping)
    case .answer, .ready, .goingAway, .silence, .failed:
      break
    }
  }

  /// The fields of a response's head in a call that ends with it.
  func head(_ slot: Int) -> [HeaderField] { Self.head(calls[slot].dialect) }

  private mutating func begin(_ head: Head) {
    let slot = Int(head.stream.slot)
    tally.begun &+= 1
    while calls.count <= slot {
      calls.append(ServerCall(plainDeframer))
      notePlaces()
    }
    if head.verdict > 0 {
      let terms = CallTerms(verdict: head.verdict)
      accept(terms, head.stream)
      if treatsAll, terms.method.isWork {
        let limit = terms.dialect.isConnect ? nil : timeout(head)
        treat(head.stream, options.laboratory.conditions, limit)
      }
    } else {
      calls[slot] = ServerCall(plainDeframer)
      interpret(head)
    }
    if head.ended { endRequest(head.stream) }
  }

  mutating func accept(_ terms: CallTerms, _ stream: Stream) {
    let slot = Int(stream.slot)
    let deframer = terms.asksInGzip ? gzipDeframer : plainDeframer
    calls[slot].begin(terms, deframer)
    if terms.method.isSpecial { reserveTreatment(slot) }
    guard terms.method.kind != .unary else { return }
    while streams.count <= slot {
      streams.append(ServerStream())
      notePlaces()
    }
    streams[slot] = ServerStream()
    streams[slot].left = terms.messages
    if terms.method.holdsWindow { http.holdWindow(of: stream.slot) }
  }

  private mutating func interpret(_ head: Head) {
    var fields = RequestFields(methods: options.guests?.table ?? Answer.methods)
    var unary = UnaryRequestFields(methods: Answer.methods)
    var wishes = CallWishes(options.laboratory.conditions)
    http.forEachField(of: head) { name, value in
      fields.field(name: name, value: value)
      unary.field(name: name, value: value)
      wishes.field(name: name, value: value)
    }
    switch fields.meaning() {
    case .call(let call):
      calls[Int(head.stream.slot)].dialect = Dialect(isConnect: false, call.format)
      if call.method >= ServerMethod.own.count, let guests = options.guests {
        guard call.format == .protobuf else { return refuse(head.stream, .noJSON) }
        if let status = wishes.refusal { return refuse(head.stream, status) }
        return admitGuest(head, call, guests)
      }
      guard let method = ServerMethod(rawValue: call.method) else {
        preconditionFailure("the table has a method \(call.method) that is none")
      }
      if let status = wishes.refusal {
        calls[Int(head.stream.slot)].method = method
        return refuse(head.stream, status)
      }
      if call.format == .json, method == .reflection || method == .reflectionAlpha {
        return refuse(head.stream, .noJSON)
      }
      let terms = CallTerms(method, call, wishes, options.compression)
      accept(terms, head.stream)
      let isTreated = method.isWork && (treatsAll || wishes.hasConditions)
      if isTreated { treat(head.stream, wishes.conditions, call.timeout) }
      let isAsked = method.tellsServices && options.guests != nil
      if isAsked { makeSpecial(head.stream) }
      // Only what depends on these bytes alone, and fits a verdict, may be remembered with them.
      if !wishes.hasConditions, !isAsked { http.remember(terms.verdict, for: head) }
    case .rejectStatus(let status):
      calls[Int(head.stream.slot)].dialect = Dialect(isConnect: false, fields.format)
      refuse(head.stream, status)
    case .rejectHTTP(let status) where status != 400:
      interpret(unary.meaning(), head, wishes, isHead: unary.isHead)
    case .rejectHTTP(let status):
      tally.begun -= 1
      http.respond(
        head.stream,
        fields: [HeaderField(":status", String(status))],
        endStream: true
      )
    case .plainRoute where unary.isHead:
      tally.begun -= 1
      answerWithHead(head.stream, [HeaderField(":status", "200"), Self.plainText], Self.plainBody)
    case .plainRoute:
      tally.begun -= 1
      accept(CallTerms(.plain), head.stream)
    }
  }

  /// How long the caller of a gRPC call waits whose terms are known from another one.
  private func timeout(_ head: Head) -> Nanoseconds? {
    var timeout: Nanoseconds?
    http.forEachField(of: head) { name, value in
      if name.count == 12, name.spells("grpc-timeout") { timeout = Timeout(field: value)?.length }
    }
    return timeout
  }

  /// Takes a call out of the usual way.
  mutating func makeSpecial(_ stream: Stream) {
    calls[Int(stream.slot)].isSpecial = true
    reserveTreatment(Int(stream.slot))
  }

  /// A call whose stream is gone, for whatever reason, leaves its place.
  mutating func forget(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard calls.indices.contains(slot) else { return }
    lines.remove(stream.slot)
    waiting -= calls[slot].held
    unsent -= calls[slot].unsent.count
    if calls[slot].isSpecial, treatments.indices.contains(slot) {
      laboratory.noteGone(treatments[slot].entries)
      treatments[slot] = Treatment()
    }
    calls[slot] = ServerCall(plainDeframer)
    if streams.indices.contains(slot) { streams[slot] = ServerStream() }
  }

  /// A call that its client has given up, or whose connection has gone, before its answer.
  mutating func countCancelled(_ slot: Int) {
    guard calls.indices.contains(slot), let method = calls[slot].method, method != .plain else {
      return
    }
    if method == .guest, let guest = streams[slot].guest {
      return tally.endings.count(guest: guest.method, .status(.cancelled))
    }
    tally.endings.count(method, .status(.cancelled))
  }

  /// Sends the response's head.
  mutating func respond(_ stream: Stream) {
    let slot = Int(stream.slot)
    calls[slot].hasHead = true
    let inGzip = calls[slot].answersInGzip
    let dialect = calls[slot].dialect
    let template =
      dialect == .grpc ? (inGzip ? gzipHead : plainHead) : otherHead(dialect, inGzip: inGzip)
    http.respond(stream, template: template, endStream: false)
  }

  mutating func beginFrames() {
    frames.removeAll(keepingCapacity: true)
    if !long.isEmpty { long = [] }
  }

  /// Adds a response to those under construction.
  mutating func frame(_ message: [UInt8], inGzip: Bool) {
    tally.messagesSent += 1
    if !long.isEmpty {
      frames += long
      long = []
    }
    guard !inGzip else {
      effort += 8 * message.count
      return gzip.append(message, to: &frames)
    }
    let prefix = MessagePrefix(length: message.count).bytes
    if frames.isEmpty, message.count >= Self.longMessage {
      frames.append(prefix.span)
      long = message
    } else {
      frames.append(prefix.span, message.span)
    }
  }
}
