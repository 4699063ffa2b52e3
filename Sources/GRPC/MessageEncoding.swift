import Bytes

/// How the compressed messages of one direction are compressed, as its `grpc-encoding` says.
public enum MessageEncoding: UInt8, Hashable, Sendable {
  /// Not at all; also what an absent field means.
  case identity
  case gzip
  /// Some way that this end does not know.
  case other

  /// Names are in lower case, as other implementations of gRPC have it.
  public init(field: Span<UInt8>) {
    if field.spells("gzip") {
      self = .gzip
    } else {
      self = field.spells("identity") ? .identity : .other
    }
  }

  /// Whether a `grpc-accept-encoding` field, a list with commas, names gzip.
  public static func listsGzip(_ field: Span<UInt8>) -> Bool {
    var start = 0
    for index in 0...field.count
    where index == field.count || field[index] == UInt8(ascii: ",") {
      var end = index
      while start < end, isBlank(field[start]) { start += 1 }
      while start < end, isBlank(field[end - 1]) { end -= 1 }
      if field.extracting(start..<end).spells("gzip") { return true }
      start = index + 1
    }
    return false
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
