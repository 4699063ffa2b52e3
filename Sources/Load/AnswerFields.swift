import Bytes
import GRPC

/// What matters in the head of an answer whose body is the message, collected field by field.
struct AnswerFields {
  /// The media types of messages (Connect's protocol, "Unary-Request").
  static func type(_ encoding: MessageFormat) -> String {
    encoding == .json ? "application/json" : "application/proto"
  }

  /// What the answer brings.
  enum Meaning {
    /// An interim answer: the real one is still to come.
    case informational
    case message
    /// An error, or nothing that can be read; its body may say more.
    case refusal(Refusal)
  }

  private let encoding: MessageFormat
  var status: Int
  private var isOurType = false
  private var isJSON = false
  private var isPlain = true
  private var type = ""

  /// - Parameters:
  ///   - encoding: That of our request, in which the answer should be too.
  ///   - status: That of HTTP, where it is no field.
  init(_ encoding: MessageFormat, status: Int = 0) {
    self.encoding = encoding
    self.status = status
  }

  /// Takes the next field, whose name is in lower case.
  mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 7 where name.spells(":status"): status = value.wholeNumber(upTo: 999) ?? 0
    case 12 where name.spells("content-type"):
      isJSON = Self.isType(value, Self.type(.json))
      isOurType = encoding == .json ? isJSON : Self.isType(value, Self.type(encoding))
      if !isOurType { type = value.excerpt() }
    case 16 where name.spells("content-", "encoding"): isPlain = value.spells("identity")
    default: break
    }
  }

  var meaning: Meaning {
    if status >= 100, status < 200 { return .informational }
    guard status == 200 else { return .refusal(Refusal(status, isJSON: isJSON && isPlain)) }
    guard isPlain else {
      return .refusal(Refusal(Status(.internal, "the answer has a content-encoding, unasked")))
    }
    guard isOurType else {
      let what = type.isEmpty ? "without a content-type" : "with content-type \(type)"
      return .refusal(
        Refusal(
          Status(.unknown, "the server answered HTTP 200 \(what), not \(Self.type(encoding))")
        )
      )
    }
    return .message
  }

  /// Whether a field names a type, with or without parameters.
  private static func isType(_ field: Span<UInt8>, _ type: String) -> Bool {
    let length = type.utf8.count
    guard field.beginsIgnoringCase(with: type) else { return false }
    return field.count == length || field[length] == UInt8(ascii: ";")
      || field[length] == UInt8(ascii: " ")
  }
}
