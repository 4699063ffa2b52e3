/// The text form of a `-bin` metadata value: standard base64 (RFC 4648 §4).
public enum Base64 {
  /// The text without padding, as gRPC's `doc/PROTOCOL-HTTP2.md` asks of senders.
  public static func encode(_ bytes: Span<UInt8>) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count * 4 + 2) / 3)
    var held: UInt32 = 0
    var bits = 0
    for index in 0..<bytes.count {
      held = held << 8 | UInt32(bytes[index])
      bits += 8
      while bits >= 6 {
        bits -= 6
        text.append(digit(UInt8(truncatingIfNeeded: held >> bits) & 63))
      }
    }
    if bits > 0 { text.append(digit(UInt8(truncatingIfNeeded: held << (6 - bits)) & 63)) }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes of a text with or without padding; nil when it is not base64.
  public static func decode(_ text: Span<UInt8>) -> [UInt8]? {
    var end = text.count
    while end > 0, text[end - 1] == UInt8(ascii: "=") { end -= 1 }
    let padding = text.count - end
    guard padding == 0 || (padding <= 2 && text.count % 4 == 0), end % 4 != 1 else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(end * 3 / 4)
    var held: UInt32 = 0
    var bits = 0
    for index in 0..<end {
      guard let value = value(of: text[index]) else { return nil }
      held = held << 6 | UInt32(value)
      bits += 6
      if bits >= 8 {
        bits -= 8
        bytes.append(UInt8(truncatingIfNeeded: held >> bits))
      }
    }
    return bytes
  }

  /// The values of a `-bin` field, in which several may be joined by commas; nil when one of them
  /// is not base64.
  public static func decodeList(_ field: Span<UInt8>) -> [[UInt8]]? {
    var values: [[UInt8]] = []
    var start = 0
    for index in 0...field.count
    where index == field.count || field[index] == UInt8(ascii: ",") {
      guard let value = decode(field.extracting(start..<index)) else { return nil }
      values.append(value)
      start = index + 1
    }
    return values
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    switch value {
    case 0..<26: UInt8(ascii: "A") + value
    case 26..<52: UInt8(ascii: "a") + (value - 26)
    case 52..<62: UInt8(ascii: "0") + (value - 52)
    case 62: UInt8(ascii: "+")
    default: UInt8(ascii: "/")
    }
  }

  private static func value(of digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
    case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
    case UInt8(ascii: "+"): 62
    case UInt8(ascii: "/"): 63
    default: nil
    }
  }
}
