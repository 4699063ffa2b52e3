/// The text in a `grpc-message` field: UTF-8, then percent-encoded.
///
/// The rules are "Status-Message" in gRPC's `doc/PROTOCOL-HTTP2.md`.
public enum StatusMessage {
  /// The most bytes that either direction produces: half of the 8 KiB of a trailer block.
  public static let byteLimit = 4 << 10

  /// The field for a message, cut between characters so that it has at most `limit` bytes.
  ///
  /// A space at either end is escaped too, although gRPC would keep it: HTTP/2 peers refuse field
  /// values with white space at an end (RFC 9113 §8.2.1).
  public static func encode(_ message: String, limit: Int = byteLimit) -> [UInt8] {
    let last = message.utf8.count - 1
    var field: [UInt8] = []
    var position = 0
    for scalar in message.unicodeScalars {
      let start = field.count
      for byte in scalar.utf8 {
        let isEdgeSpace = byte == UInt8(ascii: " ") && (position == 0 || position == last)
        if isPlain(byte), !isEdgeSpace {
          field.append(byte)
        } else {
          field.append(UInt8(ascii: "%"))
          field.append(hexDigit(byte >> 4))
          field.append(hexDigit(byte & 0xf))
        }
        position += 1
      }
      if field.count > limit {
        field.removeSubrange(start...)
        // The cut may have laid a space bare.
        while field.last == UInt8(ascii: " ") { field.removeLast() }
        break
      }
    }
    return field
  }

  /// The message in a field, of which at most `limit` bytes are kept.
  ///
  /// Never fails, as gRPC asks: a broken escape stays as it is, and what is not UTF-8 becomes
  /// U+FFFD. A text that hides its reason is worse than an odd one.
  public static func decode(_ field: Span<UInt8>, limit: Int = byteLimit) -> String {
    guard field.count > 0 else { return "" }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(min(field.count, limit))
    var index = 0
    while index < field.count, bytes.count < limit {
      if let byte = escapedByte(in: field, at: index) {
        bytes.append(byte)
        index += 3
      } else {
        bytes.append(field[index])
        index += 1
      }
    }
    if index < field.count { dropPartialCharacter(&bytes) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What stands for itself in the field: printable ASCII without the escape itself.
  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte <= 0x7e && byte != UInt8(ascii: "%")
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
  }

  private static func escapedByte(in field: Span<UInt8>, at index: Int) -> UInt8? {
    guard field[index] == UInt8(ascii: "%"), index + 2 < field.count,
      let high = hexValue(field[index + 1]), let low = hexValue(field[index + 2])
    else { return nil }
    return high << 4 | low
  }

  private static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }

  /// Removes a character that the limit cut in two, so that the cut does not read as damage.
  private static func dropPartialCharacter(_ bytes: inout [UInt8]) {
    let tail = bytes.suffix(3)
    guard let lead = tail.lastIndex(where: { $0 & 0xc0 != 0x80 }) else { return }
    let length =
      switch bytes[lead] {
      case 0xc2...0xdf: 2
      case 0xe0...0xef: 3
      case 0xf0...0xf4: 4
      default: 1
      }
    if bytes.count - lead < length { bytes.removeSubrange(lead...) }
  }
}
