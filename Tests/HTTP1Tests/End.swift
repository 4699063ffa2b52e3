import Bytes
import HTTP1

/// What a connection told its caller, with the pieces of a body put together.
enum Told: Equatable {
  case request(method: String, target: String, fields: [String])
  case response(status: Int, fields: [String])
  case body(String)
  case ended
  /// With the status that a server answers.
  case failed(Int)
}

/// One end of a conversation whose other end the test writes by hand.
final class End {
  var connection: Connection
  private(set) var told: [Told] = []
  private var input = ReceiveBuffer(capacity: 64 * 1024)
  /// A server answers each request at once.
  private let answers: Bool
  /// Heads are judged, so that they are known again.
  private let remembers: Bool
  private var lastHead = Told.ended

  init(_ role: Role, limits: Limits = Limits(), answers: Bool = true, remembers: Bool = false) {
    connection = Connection(role: role, limits: limits)
    self.answers = answers
    self.remembers = remembers
  }

  var isOver: Bool { connection.isOver }
  var isIdle: Bool { connection.isIdle }
  var wantsInput: Bool { connection.wantsInput }

  /// Hears what arrives in one read.
  func hear(_ bytes: some Collection<UInt8>) {
    connection.begin(&input)
    input.append(bytes)
    while let event = connection.next(&input) { handle(event) }
    connection.end(&input)
  }

  func hear(_ text: String) { hear(Array(text.utf8)) }

  /// Hears that the peer has closed.
  func hearEnd() {
    if let event = connection.close() { handle(event) }
  }

  func ask(_ text: String) {
    let bytes = [UInt8](text.utf8)
    connection.request(bytes.span)
  }

  func answer(_ body: String = "hi", isHead: Bool = false) {
    let response = ResponseTemplate(200, [("content-type", "text/plain")])
    let bytes = [UInt8](body.utf8)
    connection.respond(response, bytes.span, isHead: isHead)
  }

  /// What the end has said since it was asked last.
  func said() -> String { String(decoding: connection.output.takeAll(), as: UTF8.self) }

  private func handle(_ event: Event) {
    switch event {
    case .head(let head): tell(head)
    case .body(let offset, let count):
      let piece = input.withBytes(at: offset, count: count) { bytes in
        String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self)
      }
      if case .body(let before) = told.last {
        told[told.count - 1] = .body(before + piece)
      } else {
        told.append(.body(piece))
      }
    case .ended:
      told.append(.ended)
      if connection.role == .server, answers { answer() }
    case .failed(let violation): told.append(.failed(violation.status))
    }
  }

  private func tell(_ head: Head) {
    if head.verdict == 0 {
      lastHead = describe(head)
      if remembers { connection.remember(1) }
    }
    told.append(lastHead)
  }

  private func describe(_ head: Head) -> Told {
    var fields: [String] = []
    connection.forEachField { fields.append("\($0.excerpt()): \($1.excerpt())") }
    if connection.role == .client { return .response(status: head.status, fields: fields) }
    return connection.withRequestLine { method, target in
      .request(method: method.excerpt(), target: target.excerpt(), fields: fields)
    }
  }
}
