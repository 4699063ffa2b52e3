public import Bytes

/// What the `content-type` of a message means to Connect.
public enum MediaType: Hashable, Sendable {
  case absent
  /// A unary call: the body is one message and nothing else.
  case unary(MessageFormat)
  /// One of the call kinds with streams, whose messages have prefixes.
  case stream
  case other

  public init(field: Span<UInt8>) {
    // The two that nearly every message has.
    if field.spells("application/", "json") {
      self = .unary(.json)
    } else if field.spells("application/", "proto") {
      self = .unary(.protobuf)
    } else {
      self = Self.careful(field)
    }
  }

  /// In either case, and with parameters such as `charset=utf-8` (RFC 9110 §8.3.1).
  private static func careful(_ field: Span<UInt8>) -> MediaType {
    var end = 0
    while end < field.count, field[end] != UInt8(ascii: ";") { end += 1 }
    while end > 0, field[end - 1] == UInt8(ascii: " ") || field[end - 1] == UInt8(ascii: "\t") {
      end -= 1
    }
    let type = field.extracting(0..<end)
    if type.count == 16, type.beginsIgnoringCase(with: "application/json") { return .unary(.json) }
    if type.count == 17, type.beginsIgnoringCase(with: "application/proto") {
      return .unary(.protobuf)
    }
    return type.beginsIgnoringCase(with: "application/connect+") ? .stream : .other
  }

  /// The field of a unary call's request and answer.
  public static func field(_ format: MessageFormat) -> String {
    switch format {
    case .json: "application/json"
    case .protobuf: "application/proto"
    }
  }

  /// What a server that takes unary calls tells a client that sends something else.
  public static let accepted = "application/json, application/proto"
}
