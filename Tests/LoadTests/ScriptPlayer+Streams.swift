import Bytes
import HTTP2
import Timing
import Transport

/// What a scripted server does while a request's messages are on their way: each list of steps goes
/// behind those that are not done yet.
struct StreamScript: Sendable {
  /// When the head of a request has come; the number counts the requests of all connections.
  var atHead: @Sendable (_ request: Int) -> [Script.Step] = { _ in [] }
  /// When a message of it has come whole.
  var atMessage: @Sendable (_ request: Int, _ message: Int) -> [Script.Step] = { _, _ in [] }
  /// When the request has ended, after so many messages.
  var atEnd: @Sendable (_ request: Int, _ messages: Int) -> [Script.Step] = { _, _ in [] }
  /// Windows of requests open by `giveBack` alone.
  var holdsWindows = false

  /// A server that greets each message, and ends when the client does.
  static let echo = StreamScript(
    atHead: { _ in [.head] },
    atMessage: { _, _ in [.message] },
    atEnd: { _, _ in [.trailers] }
  )
}

/// What a scripted server has seen of one request.
struct StreamWitness: Sendable {
  var messages = 0
  var bytes: [UInt8] = []
  /// When each message was whole.
  var instants: [Instant] = []
  var hasEnded = false
  var reset: ErrorCode?
  /// Bytes of the answer that the server could send.
  var sent = 0
  /// The values of the request's `x-` fields.
  var fields: [String] = []
}

/// A call that a stream script plays.
struct StreamedCall {
  let stream: Stream
  let number: Int
  /// Where the next message of the request begins.
  var parsed = 0
  var held = 0
  var steps: [Script.Step] = []
  /// The answer has ended: what comes now is only seen.
  var isAnswered = false
  /// Bytes of the first step that are sent.
  var sent = 0
  /// When the first step, a pause, is over.
  var until: Instant?
}

extension ScriptPlayer {
  mutating func handle(_ event: Event, _ index: Int, _ script: StreamScript) {
    switch event {
    case .head(let head): begin(head, index, script)
    case .data(let chunk): receive(chunk, index, script)
    case .ended(let stream, let ending):
      guard let call = clients[index].calls.removeValue(forKey: stream.id) else { return }
      if case .resetByPeer(let code) = ending { witness.streams[call.number].reset = code }
    case .writable(let stream): goOn(stream.id, index)
    case .connectionWritable:
      for id in clients[index].calls.keys.sorted() { goOn(id, index) }
    case .answer, .ready, .failed, .goingAway, .pingAcknowledged, .silence: break
    }
  }

  /// When the first pause is over; nil when no call pauses.
  var nextStep: Instant? {
    var next: Instant?
    for index in clients.indices where clients.contains(index) {
      for call in clients[index].calls.values {
        if let until = call.until { next = min(next ?? until, until) }
      }
    }
    return next
  }

  /// Goes on with the calls whose pause is over.
  mutating func goOn() {
    guard let next = nextStep, next <= EventLoop.now() else { return }
    for index in clients.indices where clients.contains(index) {
      for id in clients[index].calls.keys.sorted() { goOn(id, index) }
      turn(index, hasEnded: false)
    }
  }

  private mutating func begin(_ head: Head, _ index: Int, _ script: StreamScript) {
    let number = witness.streams.count
    witness.requests += 1
    var seen = StreamWitness()
    clients[index].http.forEachField(of: head) { name, value in
      guard name.count > 2, name[0] == UInt8(ascii: "x"), name[1] == UInt8(ascii: "-") else {
        return
      }
      seen.fields.append(String(decoding: value.indices.map { value[$0] }, as: UTF8.self))
    }
    seen.hasEnded = head.ended
    witness.streams.append(seen)
    if script.holdsWindows { clients[index].http.holdWindow(of: head.stream.slot) }
    var call = StreamedCall(stream: head.stream, number: number)
    call.steps = script.atHead(number) + (head.ended ? script.atEnd(number, 0) : [])
    clients[index].calls[head.stream.id] = call
    goOn(head.stream.id, index)
  }

  private mutating func receive(_ chunk: Chunk, _ index: Int, _ script: StreamScript) {
    guard var call = clients[index].calls[chunk.stream.id] else { return }
    let number = call.number
    witness.streams[number].bytes += input.withBytes(at: chunk.offset, count: chunk.count) {
      bytes in
      bytes.indices.map { bytes[$0] }
    }
    call.held += chunk.count
    var steps: [Script.Step] = []
    while let end = endOfMessage(call) {
      call.parsed = end
      steps += script.atMessage(number, witness.streams[number].messages)
      witness.streams[number].messages += 1
      witness.streams[number].instants.append(EventLoop.now())
    }
    if chunk.ended {
      witness.streams[number].hasEnded = true
      steps += script.atEnd(number, witness.streams[number].messages)
    }
    if !call.isAnswered { call.steps += steps }
    clients[index].calls[chunk.stream.id] = call
    goOn(chunk.stream.id, index)
  }

  /// Where the next message of a request ends, if all of it has come.
  private func endOfMessage(_ call: StreamedCall) -> Int? {
    let body = call.parsed + 5
    guard body <= witness.streams[call.number].bytes.count else { return nil }
    let length = witness.streams[call.number].bytes[call.parsed + 1..<body]
      .reduce(0) { $0 << 8 | Int($1) }
    return body + length <= witness.streams[call.number].bytes.count ? body + length : nil
  }

  /// Plays the steps of a call as far as its window and its pauses allow.
  private mutating func goOn(_ id: UInt32, _ index: Int) {
    while !clients[index].isOver, var call = clients[index].calls[id], let step = call.steps.first {
      var isDone = true
      switch step {
      case .pause(let length):
        let now = EventLoop.now()
        let until = call.until ?? now + length
        isDone = until <= now
        call.until = isDone ? nil : until
      case .giveBack:
        if clients[index].http.isOpen(call.stream) {
          clients[index].http.giveBack(call.held, on: call.stream.slot)
        }
        call.held = 0
      case .data(let bytes, let ends):
        let rest = Array(bytes[call.sent...])
        let sent = clients[index].http.send(rest.span, on: call.stream.slot, endStream: ends)
        witness.streams[call.number].sent += sent
        call.sent += sent
        isDone = call.sent == bytes.count
        if isDone { (call.sent, call.isAnswered) = (0, ends) }
      case .head, .reset, .frame, .connectionFrame, .goAway, .close, .die:
        play(step, on: call.stream, of: index)
        if case .head(_, let ends) = step { call.isAnswered = ends }
      }
      if isDone { call.steps.removeFirst() }
      clients[index].calls[id] = call
      if !isDone { return }
      if case .reset = step { clients[index].calls[id] = nil }
      if !clients[index].http.isOpen(call.stream) { clients[index].calls[id] = nil }
    }
  }
}
