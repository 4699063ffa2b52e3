import Testing

@testable import HTTP2

/// A rule of RFC 9113 or RFC 7541, what a client does to try it, and what our server answers.
///
/// The rules whose number starts with `generic/`, `http2/` or `hpack/` are the cases of the public
/// tester h2spec under its own numbers; the others have the number of a section.
struct Rule: Sendable, CustomTestStringConvertible {
  /// The server's answer, or what it does in place of one.
  enum Answer: Sendable, Equatable {
    /// GOAWAY with a code, and nothing more is read.
    case ends(ErrorCode)
    /// RST_STREAM with a code; the connection goes on.
    case resets(UInt32, ErrorCode)
    /// The request on this stream is answered.
    case responds(UInt32)
    /// The response's DATA frames are as long as this, and it is not over.
    case sends([Int])
    case acknowledgesSettings
    case answersPing
    /// No frame at all; the connection goes on.
    case ignores
    /// SETTINGS come before anything else.
    case greets
  }

  let number: String
  let condition: String
  let answer: Answer
  let said: [UInt8]
  /// A connection that has not exchanged SETTINGS.
  var isFresh = false

  init(_ number: String, _ condition: String, _ answer: Answer, _ said: [[UInt8]]) {
    self.number = number
    self.condition = condition
    self.answer = answer
    self.said = Array(said.joined())
  }

  var testDescription: String { number }

  static let all =
    generic + genericHeaders + frames + states + settings + windows + messages + fields + hpack

  static func fresh(
    _ number: String,
    _ condition: String,
    _ answer: Answer,
    _ said: [[UInt8]]
  ) -> Rule {
    var rule = Rule(number, condition, answer, said)
    rule.isFresh = true
    return rule
  }
}

extension Rule.Answer: CustomStringConvertible {
  /// As the table in the documentation has it.
  var description: String {
    switch self {
    case .ends(let code): "GOAWAY \(code)"
    case .resets(_, let code): "RST_STREAM \(code)"
    case .responds: "the response"
    case .sends(let lengths):
      "DATA of \(lengths.map(String.init).joined(separator: " and ")) B, then waits"
    case .acknowledgesSettings: "SETTINGS with ACK"
    case .answersPing: "PING with ACK"
    case .ignores: "nothing; goes on"
    case .greets: "SETTINGS, first of all"
    }
  }
}

extension Array<HeaderField> {
  static let get = [
    HeaderField(":method", "GET"), HeaderField(":scheme", "http"), HeaderField(":path", "/"),
    HeaderField(":authority", "host"),
  ]

  static let post = [HeaderField(":method", "POST")] + get.dropFirst()

  /// The list with another value, or without the field.
  func with(_ name: String, _ value: String?) -> [HeaderField] {
    flatMap { field in
      field.name == Array<UInt8>(name.utf8)
        ? value.map { [HeaderField(name, $0)] } ?? [] : [field]
    }
  }
}

extension Wire {
  /// The octets of HEADERS that begin with padding or priority are the caller's.
  static func head(
    _ stream: UInt32 = 1,
    _ fields: [HeaderField] = .get,
    end: Bool = true,
    more: Bool = false
  ) -> [UInt8] {
    frame(1, flags: (end ? 1 : 0) | (more ? 0 : 4), stream, block(fields))
  }

  /// A request whose header block is given as it is.
  static func encoded(_ block: [UInt8]) -> [UInt8] { frame(1, flags: 5, 1, block) }

  static func continuation(_ stream: UInt32, _ fields: [HeaderField], end: Bool = true) -> [UInt8] {
    frame(9, flags: end ? 4 : 0, stream, block(fields))
  }

  static func priority(
    _ stream: UInt32,
    on parent: UInt32 = 0,
    weight: UInt8 = 15,
    exclusive: Bool = false
  ) -> [UInt8] {
    frame(2, stream, bytes(parent | (exclusive ? 1 << 31 : 0)) + [weight])
  }
}
