import Bytes
import GRPC
import GreetService
import HTTP2
import Transport

/// One client's connection: its socket, its HTTP/2 state and its calls.
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

  let socket: Socket
  var http: Connection
  private(set) var state = State.open
  /// Calls that were answered, with any status.
  private(set) var callsServed = 0

  private var calls: [ServerCall] = []
  /// A response under construction; its memory is used again.
  private var frame: [UInt8] = []
  private var readsPaused = false
  private let headTemplate: Int
  private let okTemplate: Int

  private static let head = HeaderTemplate([
    HeaderField(":status", "200"), HeaderField("content-type", "application/grpc"),
    HeaderField("grpc-accept-encoding", "identity"),
  ])
  private static let okTrailers = HeaderTemplate([HeaderField("grpc-status", "0")])

  init(_ socket: consuming Socket, _ options: ServerOptions) {
    self.socket = socket
    http = Connection(
      role: .server,
      configuration: .server(maxConcurrentStreams: options.maxConcurrentStreams)
    )
    headTemplate = http.register(Self.head)
    okTemplate = http.register(Self.okTrailers)
  }

  /// Reads, answers and writes until the socket has nothing more to give or to take.
  ///
  /// `hasEnded` says that the client sends nothing more, which a short read does not say.
  mutating func turn(_ input: inout ReceiveBuffer, hasEnded: Bool) {
    flush()
    while state == .open, !readsPaused {
      http.begin(&input)
      let room = input.free
      let transfer = socket.read(into: &input)
      if case .moved = transfer {
        while let event = http.next(&input) { handle(event, input) }
      }
      http.end(&input)
      flush()
      guard case .moved(let count) = transfer else {
        if transfer != .wouldBlock { state = .closed }
        return
      }
      if count < room, !hasEnded { break }
    }
    if state == .lingering { discard(&input) }
  }

  /// Tells the client that we will go.
  mutating func goAway() {
    http.goAway()
    flush()
  }

  /// Everything asked has been answered and sent.
  var isDrained: Bool { http.openStreams == 0 && http.output.isEmpty }

  mutating func flush() {
    while state == .open, !http.output.isEmpty {
      let transfer = socket.write(from: &http.output)
      if case .moved = transfer { continue }
      // A client that is gone reads no answer, and what it has sent needs none.
      if transfer != .wouldBlock { state = .closed }
      break
    }
    readsPaused = http.output.count > Self.mostOutput
    guard http.failure != nil, http.output.isEmpty, state == .open else { return }
    // Closing at once could overtake the GOAWAY with a TCP reset.
    socket.endWriting()
    state = .lingering
  }

  private mutating func discard(_ input: inout ReceiveBuffer) {
    while true {
      input.removeAll()
      switch socket.read(into: &input) {
      case .moved: continue
      case .wouldBlock: return
      case .closed, .failed:
        state = .closed
        return
      }
    }
  }

  private mutating func handle(_ event: Event, _ input: borrowing ReceiveBuffer) {
    switch event {
    case .head(let head):
      if head.kind == .message { begin(head) } else { endRequest(head.stream) }
    case .data(let chunk):
      input.withBytes(at: chunk.offset, count: chunk.count) { take($0, chunk) }
    case .writable(let stream):
      sendRest(stream)
    case .connectionWritable:
      sendAllRests()
    case .ready, .ended, .goingAway, .pingAcknowledged, .failed:
      // A call that the client gave up is forgotten with its stream: the slot is set anew.
      break
    }
  }

  private mutating func begin(_ head: Head) {
    let slot = Int(head.stream.slot)
    while calls.count <= slot { calls.append(ServerCall()) }
    calls[slot] = ServerCall()
    if head.verdict > 0 {
      calls[slot].method = GreeterMethod(rawValue: Int(head.verdict) - 1)
    } else {
      interpret(head)
    }
    if head.ended { endRequest(head.stream) }
  }

  private mutating func interpret(_ head: Head) {
    var fields = RequestFields(methods: Answer.methods)
    http.forEachField(of: head) { name, value in fields.field(name: name, value: value) }
    switch fields.meaning() {
    case .call(let call):
      calls[Int(head.stream.slot)].method = GreeterMethod(rawValue: call.method)
      // Only what depends on these bytes alone may be remembered with them.
      http.remember(UInt32(call.method + 1), for: head)
    case .rejectStatus(let status):
      refuse(head.stream, status)
    case .rejectHTTP(let status):
      http.respond(
        head.stream,
        fields: [HeaderField(":status", String(status))],
        endStream: true
      )
    case .plainRoute:
      preconditionFailure("a table without a plain route has found one")
    }
  }

  /// The request's body: one message, in as many pieces as it comes.
  private mutating func take(_ bytes: Span<UInt8>, _ chunk: Chunk) {
    let slot = Int(chunk.stream.slot)
    var offset = 0
    while calls[slot].method != nil {
      switch calls[slot].deframer.next(in: bytes, at: &offset) {
      case .needMore:
        if chunk.ended { endRequest(chunk.stream) }
        return
      case .begin:
        calls[slot].messages += 1
      case .payload(let range, let isLast):
        let part = bytes.extracting(range)
        if isLast, chunk.ended, calls[slot].partial.isEmpty, offset == bytes.count,
          calls[slot].messages == 1
        {
          // The usual case: the request is here in one piece.
          return answer(chunk.stream, part)
        }
        calls[slot].partial.append(part)
      case .failed(let error):
        return refuse(chunk.stream, error.status)
      }
    }
  }

  private mutating func endRequest(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard calls[slot].method != nil else { return }
    guard calls[slot].messages == 1 else {
      return refuse(stream, .wrongMessageCount(calls[slot].messages, expected: 1))
    }
    guard calls[slot].deframer.isAtBoundary else {
      return refuse(stream, Status(.internal, "the request ended inside a message"))
    }
    let request = calls[slot].partial
    answer(stream, request.span)
  }

  private mutating func answer(_ stream: Stream, _ request: Span<UInt8>) {
    let slot = Int(stream.slot)
    guard let method = calls[slot].method else { return }
    switch Answer(method, to: request) {
    case .failure(let status):
      refuse(stream, status)
    case .message(let message):
      var frame: [UInt8] = []
      swap(&frame, &self.frame)
      frame.removeAll(keepingCapacity: true)
      MessagePrefix(length: message.count).append(to: &frame)
      frame.append(contentsOf: message)
      http.respond(stream, template: headTemplate, endStream: false)
      let sent = http.send(frame.span, on: stream.slot, endStream: false)
      if sent == frame.count {
        finish(stream)
      } else {
        calls[slot].unsent = frame
        calls[slot].sent = sent
      }
      swap(&frame, &self.frame)
    }
  }

  private mutating func finish(_ stream: Stream) {
    callsServed += 1
    calls[Int(stream.slot)].unsent = []
    http.respond(stream, template: okTemplate, endStream: true)
  }

  private mutating func sendRest(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard calls.indices.contains(slot), !calls[slot].unsent.isEmpty else { return }
    let rest = calls[slot].unsent
    let start = calls[slot].sent
    calls[slot].sent += http.send(
      rest.span.extracting(start...),
      on: stream.slot,
      endStream: false
    )
    if calls[slot].sent == rest.count { finish(stream) }
  }

  private mutating func sendAllRests() {
    var waiting: [Stream] = []
    http.forEachStream { waiting.append($0) }
    for stream in waiting { sendRest(stream) }
  }

  /// Ends a call at once, as Trailers-Only.
  private mutating func refuse(_ stream: Stream, _ status: Status) {
    callsServed += 1
    calls[Int(stream.slot)].method = nil
    var fields = [
      HeaderField(":status", "200"), HeaderField("content-type", "application/grpc"),
      HeaderField("grpc-status", String(status.code.rawValue)),
    ]
    if !status.message.isEmpty {
      fields.append(
        HeaderField(name: Array("grpc-message".utf8), value: StatusMessage.encode(status.message))
      )
    }
    http.respond(stream, fields: fields, endStream: true)
    // The client need not send the rest of a request that is answered (RFC 9113 §8.1).
    if http.isOpen(stream) { http.reset(stream, .noError) }
  }
}

extension Array<UInt8> {
  fileprivate mutating func append(_ bytes: Span<UInt8>) {
    for index in bytes.indices { append(bytes[index]) }
  }
}
