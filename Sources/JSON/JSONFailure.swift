/// Why a text is not the JSON that was wanted, and where.
public struct JSONFailure: Error, Equatable, CustomStringConvertible {
  public enum Reason: String, Sendable {
    case cutShort = "the text ends too early"
    case unexpected = "a character that cannot stand here"
    case trailing = "something stands behind the value"
    case escape = "a backslash and no escape"
    case surrogate = "half of a surrogate pair"
    case control = "a control character in a string"
    case notUTF8 = "bytes that are no UTF-8"
    case notNumber = "no number of JSON"
    case outOfRange = "a number that the field cannot hold"
    case notIntegral = "a fraction where a whole number is wanted"
    case notBase64 = "no base64"
    case duplicate = "a key that has been there"
    case secondChoice = "a second member of a oneof"
    case tooDeep = "more levels than are taken"
  }

  public let reason: Reason
  /// Bytes of the text before the place.
  public let offset: Int

  public init(_ reason: Reason, at offset: Int) {
    self.reason = reason
    self.offset = offset
  }

  public var description: String { "\(reason.rawValue), at byte \(offset)" }
}
