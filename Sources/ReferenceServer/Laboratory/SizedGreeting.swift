import Scenarios

/// A greeting's message that is made as large as it is wanted: the usual text, cut or filled up
/// with full stops, in the one field of a message.
enum SizedGreeting {
  /// The message of a size that exists (`HelloMessage`).
  static func message(of name: String, size: Int) -> [UInt8] {
    guard let length = HelloMessage.nameLength(forMessageOf: size) else {
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
