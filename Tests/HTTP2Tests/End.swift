import Bytes
import Timing

@testable import HTTP2

/// A connection with its receive buffer: bytes in, what they told out.
final class End {
  var connection: Connection
  private var input: ReceiveBuffer
  /// Called with each event before the next one is asked for.
  var onEvent: (Event, End) -> Void = { _, _ in }
  /// What the peer was last found to do wrong.
  private(set) var reason = ""
  /// The lists that have a verdict, which is their number.
  private(set) var judged: [[HeaderField]] = []
  /// Answers that came as one event.
  private(set) var answers = 0
  /// Times at which many frames had brought nothing.
  private(set) var silences = 0
  /// Called after `onEvent` with what is kept of the event.
  var onTold: (Told) -> Void = { _ in }

  init(_ role: Role, _ configuration: Configuration = .test, capacity: Int = 64 * 1024) {
    connection = Connection(role: role, configuration: configuration)
    input = ReceiveBuffer(capacity: capacity)
  }

  /// A client or server past the exchange of SETTINGS, with an empty output.
  static func ready(
    _ role: Role,
    _ configuration: Configuration = .test,
    _ settings: [(UInt16, UInt32)] = []
  ) -> End {
    let end = End(role, configuration)
    if role == .server { _ = end.receive(Wire.preface) }
    _ = end.receive(Wire.settings(settings) + Wire.settingsAcknowledgement)
    _ = end.connection.output.takeAll()
    return end
  }

  /// One read of up to the buffer's capacity after the other.
  func receive(
    _ bytes: [UInt8],
    reads size: Int = .max,
    at now: Instant = Instant(nanoseconds: 0)
  ) -> [Told] {
    var told: [Told] = []
    var rest = bytes[...]
    repeat {
      connection.begin(&input, at: now)
      let part = rest.prefix(min(size, input.free))
      rest = rest.dropFirst(part.count)
      input.append(part)
      while let event = connection.nextAnswerFirst(&input) {
        let kept = keep(event)
        told += kept
        onEvent(event, self)
        for event in kept { onTold(event) }
      }
      connection.end(&input)
    } while !rest.isEmpty && connection.failure == nil
    return told
  }

  func takeOutput() -> [UInt8] { connection.output.takeAll() }

  func sent() -> [SentFrame] { SentFrame.all(connection.output.takeAll()) }

  /// Opens a stream with an ordinary request.
  func open(_ fields: [HeaderField] = .request, end: Bool = false) -> HTTP2.Stream {
    let template = connection.register(HeaderTemplate(fields))
    return connection.stream(connection.open(template: template, user: 0, endStream: end))
  }

  func send(_ bytes: [UInt8], on stream: HTTP2.Stream, end: Bool = false) -> Int {
    connection.send(bytes.span, on: stream.slot, endStream: end)
  }

  /// The open stream with an identifier.
  func stream(_ id: UInt32) -> HTTP2.Stream? {
    connection.streams.find(id).map { connection.stream($0) }
  }

  /// Gives a list the verdict by which an answer names it.
  func judge(_ head: Head) {
    judged.append(fields(of: head))
    connection.remember(UInt32(judged.count), for: head)
  }

  /// An event; an answer is kept as the three that it stands for, and silence is nothing.
  private func keep(_ event: Event) -> [Told] {
    if case .silence = event {
      silences += 1
      return []
    }
    guard case .answer(let answer) = event else { return [keepOne(event)] }
    answers += 1
    let id = answer.stream.id
    let body = input.withBytes(at: answer.offset, count: answer.count) { span in
      span.withUnsafeBufferPointer { Array($0) }
    }
    return [
      .head(id, .message, judged[Int(answer.headVerdict) - 1], ended: false),
      .data(id, body, ended: false),
      .head(id, .trailers, judged[Int(answer.trailersVerdict) - 1], ended: true),
    ]
  }

  private func keepOne(_ event: Event) -> Told {
    switch event {
    case .answer, .silence: preconditionFailure("\(event) is not kept as one event")
    case .ready: .ready
    case .head(let head): .head(head.stream.id, head.kind, fields(of: head), ended: head.ended)
    case .data(let chunk):
      .data(
        chunk.stream.id,
        input.withBytes(at: chunk.offset, count: chunk.count) { span in
          span.withUnsafeBufferPointer { Array($0) }
        },
        ended: chunk.ended
      )
    case .ended(let stream, .resetByPeer(let code)): .ended(stream.id, .resetByPeer(code))
    case .ended(let stream, .violation(let fault)):
      .ended(stream.id, .violation(note(fault)))
    case .ended(let stream, .unprocessed(let code)): .ended(stream.id, .unprocessed(code))
    case .writable(let stream): .writable(stream.id)
    case .connectionWritable: .connectionWritable
    case .goingAway(let last, let code): .goingAway(last, code)
    case .pingAcknowledged(let data): .pingAcknowledged(data)
    case .failed(let fault): .failed(note(fault))
    }
  }

  private func note(_ fault: Violation) -> ErrorCode {
    reason = fault.description
    return fault.code
  }

  func fields(of head: Head) -> [HeaderField] {
    var fields: [HeaderField] = []
    connection.forEachField(of: head) { name, value in
      fields.append(
        HeaderField(
          name: name.withUnsafeBufferPointer { Array($0) },
          value: value.withUnsafeBufferPointer { Array($0) }
        )
      )
    }
    return fields
  }
}

extension Configuration {
  /// SETTINGS at their initial values.
  static let test = Configuration()

  static func with(_ change: (inout Configuration) -> Void) -> Configuration {
    var configuration = Configuration()
    change(&configuration)
    return configuration
  }
}

extension Connection {
  /// The next event as a client asks for it that hopes for whole answers.
  mutating func nextAnswerFirst(_ input: inout ReceiveBuffer) -> Event? {
    if let answer = nextAnswer(&input) { return .answer(answer) }
    return next(&input)
  }
}
