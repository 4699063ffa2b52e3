/// A greeting's message that is made as large as it is wanted.
///
/// It is the usual text, cut or filled up with full stops, in the one field of a message: `1 +
/// bytes of the varint length + length` bytes, and none for an empty text. So no message has 1 or 2
/// bytes, nor the one size that is skipped where the varint grows: 130, 16,387 and 2,097,156.
enum SizedGreeting {
  /// Bytes of the text in a message of exactly this size; nil if there is no such message.
  static func textLength(ofMessage size: Int) -> Int? {
    guard size > 0 else { return 0 }
    for prefix in 2...5 {
      let length = size - prefix
      if length > 0, 1 + varint(length).count == prefix { return length }
    }
    return nil
  }

  /// The message of a size that exists.
  static func message(of name: String, size: Int) -> [UInt8] {
    guard let length = textLength(ofMessage: size) else {
      preconditionFailure("no greeting has \(size) bytes")
    }
    guard length > 0 else { return [] }
    var text = Array("Hello, ".utf8.prefix(length))
    text.append(contentsOf: name.utf8.prefix(length - text.count))
    if text.count < length { text.append(UInt8(ascii: "!")) }
    // A character that is cut is no UTF-8, which a text has to be.
    while String(validating: text, as: UTF8.self) == nil { text.removeLast() }
    let stops = length - text.count
    var message: [UInt8] = []
    message.reserveCapacity(size)
    message.append(0x0a)
    message += varint(length)
    message += text
    message.append(contentsOf: repeatElement(UInt8(ascii: "."), count: stops))
    return message
  }

  private static func varint(_ number: Int) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = number
    repeat {
      bytes.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
      rest >>= 7
    } while rest > 0
    return bytes
  }
}
