public import Bytes

/// Whether a `content-type` is that of gRPC.
///
/// gRPC's is `application/grpc`, alone or followed by `+` and a codec or by `;` and parameters
/// (`doc/PROTOCOL-HTTP2.md`); `application/grpc-web` is another protocol.
public enum ContentType: UInt8, Hashable, Sendable {
  case absent
  case grpc
  case other

  /// How the messages are written: as JSON with the codec `json`, as protobuf with any other.
  public static func format(field: Span<UInt8>) -> MessageFormat {
    let length = Self.prefix.utf8.count + 5
    guard field.count >= length, field.beginsIgnoringCase(with: "application/grpc+json"),
      field.count == length || field[length] == UInt8(ascii: ";")
    else { return .protobuf }
    return .json
  }

  private static let prefix = "application/grpc"

  public init(field: Span<UInt8>) {
    // The one that nearly every message has.
    if field.spells("application/", "grpc") {
      self = .grpc
      return
    }
    let length = Self.prefix.utf8.count
    guard field.beginsIgnoringCase(with: Self.prefix) else {
      self = .other
      return
    }
    let isWhole = field.count == length
    self =
      isWhole || field[length] == UInt8(ascii: "+") || field[length] == UInt8(ascii: ";")
      ? .grpc : .other
  }
}
