import GRPC
import GreetService
import HTTP2
import SwiftProtobuf
import Timing
import Transport

/// The calls by which the server tells how it is, and the plain route.
extension ServerSession {
  /// How long the counters of the other threads are waited for, and how often they are looked for.
  static let counterLimit = Nanoseconds.seconds(1)
  static let counterPause = Nanoseconds.microseconds(200)

  private typealias Health = Grpc_Health_V1_HealthCheckResponse.ServingStatus
  /// The full names of all services.
  private var services: [String] { options.guests?.services ?? ServerMethod.services }

  /// Tells the health of a service now; the call stays, for when it changes.
  mutating func watch(_ stream: Stream, _ request: Span<UInt8>) {
    let slot = Int(stream.slot)
    let dialect = calls[slot].dialect
    guard let service = Answer.healthService(in: request, dialect.format) else {
      return refuse(stream, Answer.unreadable(dialect))
    }
    let isServed = service.isEmpty || services.contains(service)
    let state = laboratory.isStopping ? Health.notServing : .serving
    // Its one change is to be told when the server goes.
    streams[slot].left = isServed && state == .serving ? 1 : 0
    beginFrames()
    let message = Answer.health(isServed ? state : .serviceUnknown, dialect.format)
    frame(message, inGzip: calls[slot].answersInGzip)
    respond(stream)
    _ = sendFrames(stream)
  }

  /// Tells those who watch the health that the server goes.
  mutating func endWatches() {
    guard http.failure == nil, !isDropped else { return }
    for slot in calls.indices where calls[slot].method == .healthWatch {
      let stream = http.stream(UInt32(slot))
      // Whose request is not whole yet has had no answer.
      if calls[slot].hasHead, streams[slot].left > 0, calls[slot].unsent.isEmpty {
        beginFrames()
        let message = Answer.health(.notServing, calls[slot].dialect.format)
        frame(message, inGzip: calls[slot].answersInGzip)
        _ = sendFrames(stream)
      }
      end(stream, Status(.unavailable, "the server stops; watch another one"))
    }
  }

  /// Asks all threads what they have done, for a call that wants to know.
  mutating func askForCounters(_ stream: Stream) {
    let slot = Int(stream.slot)
    guard let board = laboratory.board else { return answer(stream, with: tally) }
    treatments[slot].question = board.ask()
    treatments[slot].due = laboratory.now + Self.counterLimit
    waitForCounters(stream)
  }

  mutating func answerWithCounters(_ stream: Stream) {
    let slot = Int(stream.slot)
    if let sum = laboratory.board?.sum(treatments[slot].question) {
      return answer(stream, with: sum)
    }
    guard laboratory.now < treatments[slot].due else {
      return refuse(stream, .countersMissing)
    }
    waitForCounters(stream)
  }

  private mutating func waitForCounters(_ stream: Stream) {
    // Who looks how the server is must see it when many calls wait.
    _ = park(stream, until: laboratory.now + Self.counterPause, always: true)
  }

  /// Tells the health of one service, or of each.
  mutating func answerAboutHealth(_ stream: Stream, _ request: Span<UInt8>) {
    guard let method = calls[Int(stream.slot)].method else { return }
    let isServing = !laboratory.isStopping
    let dialect = calls[Int(stream.slot)].dialect
    switch Answer(method, to: request, services: services, isServing: isServing, in: dialect) {
    case .failure(let status): refuse(stream, status)
    case .message(let message): answer(stream, with: message)
    }
  }

  private mutating func answer(_ stream: Stream, with tally: ServerTally) {
    var counters = Grpcbench_CountersResponse(tally)
    counters.server = laboratory.board?.server ?? 0
    answer(stream, with: Answer.serialized(counters, calls[Int(stream.slot)].dialect.format))
  }

  private mutating func answer(_ stream: Stream, with message: [UInt8]) {
    guard !calls[Int(stream.slot)].dialect.isConnect else { return sendBare(stream, message) }
    beginFrames()
    frame(message, inGzip: calls[Int(stream.slot)].answersInGzip)
    respond(stream)
    if sendFrames(stream) { finish(stream) } else { calls[Int(stream.slot)].isEnding = true }
  }

  /// Answers a request that is not gRPC's, once it is whole.
  mutating func answerPlainly(_ stream: Stream) {
    let slot = Int(stream.slot)
    calls[slot].hasHead = true
    calls[slot].isEnding = true
    sendPlainly(stream, [HeaderField(":status", "200"), Self.plainText], Self.plainBody)
  }

  /// Answers a request whose call is over, or that was none, with a body of any kind.
  mutating func answerPlainly(_ stream: Stream, _ fields: [HeaderField], _ body: [UInt8]) {
    let slot = Int(stream.slot)
    accept(CallTerms(.plain), stream)
    calls[slot].hasHead = true
    calls[slot].isEnding = true
    sendPlainly(stream, fields, body)
  }

  /// Answers a HEAD request, which is told of the body and not sent it.
  mutating func answerWithHead(_ stream: Stream, _ fields: [HeaderField], _ body: [UInt8]) {
    let length = HeaderField("content-length", String(body.count))
    http.respond(stream, fields: fields + [length], endStream: true)
  }

  private mutating func sendPlainly(
    _ stream: Stream,
    _ fields: [HeaderField],
    _ body: [UInt8]
  ) {
    let length = HeaderField("content-length", String(body.count))
    http.respond(stream, fields: fields + [length], endStream: false)
    beginFrames()
    frames = body
    if sendFrames(stream) { finishPlainly(stream) }
  }

  mutating func finishPlainly(_ stream: Stream) {
    forget(stream)
    let none: [UInt8] = []
    // The client may send the rest of its request, which is dropped: plain HTTP clients such as
    // curl take a reset without an error (RFC 9113 §8.1) for a failure.
    _ = http.send(none.span, on: stream.slot, endStream: true)
  }

  static let plainText = HeaderField("content-type", "text/plain")
  static let plainBody = Array("grpcbench: a gRPC server\n".utf8)
}

extension Grpcbench_CountersResponse {
  /// A tally and the processor time of this process.
  init(_ tally: ServerTally) {
    self.init()
    calls = tally.rows.map { row in
      .with {
        $0.method = row.method
        $0.status = row.ending.description
        $0.calls = UInt64(row.calls)
      }
    }
    callsBegun = UInt64(tally.begun)
    messagesReceived = UInt64(tally.messagesReceived)
    messagesSent = UInt64(tally.messagesSent)
    bytesReceived = UInt64(tally.bytesReceived)
    bytesSent = UInt64(tally.bytesSent)
    let time = Usage.ofThisProcess()
    cpuUserNs = UInt64(time.user.count)
    cpuSystemNs = UInt64(time.system.count)
    connectionsOpened = UInt64(tally.connectionsOpened)
    connectionsOpen = UInt64(tally.connectionsOpen)
    pingsReceived = UInt64(tally.pingsReceived)
    handshakesFull = UInt64(tally.handshakes.full)
    handshakesResumed = UInt64(tally.handshakes.resumed)
    handshakesFailed = TLSFailure.allCases.compactMap { reason in
      let count = tally.handshakes.failed(reason)
      guard count > 0 else { return nil }
      return .with {
        $0.reason = reason.name
        $0.count = UInt64(count)
      }
    }
  }
}
