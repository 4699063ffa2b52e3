import Bytes
import Scenarios

/// A greeting's message that is made as large as it is wanted: the usual text, cut or filled up
/// with full stops, in the one field of a message.
enum SizedGreeting {
  /// The message of a size that exists (`HelloMessage`).
  static func message(of name: String, size: Int) -> [UInt8] {
    let text = text(of: name, size: size)
    guard !text.isEmpty else { return [] }
    var message: [UInt8] = []
    message.reserveCapacity(size)
    message.append(0x0a)
    message += varint(text.count)
    message += text
    return message
  }

  /// What the message of a size says, in whatever format it is written.
  static func text(of name: String, size: Int) -> [UInt8] {
    guard let length = HelloMessage.nameLength(forMessageOf: size) else {
      preconditionFailure("no greeting has \(size) bytes")
    }
    var text = Array("Hello, ".utf8.prefix(length))
    text.append(contentsOf: name.utf8.prefix(length - text.count))
    if text.count < length { text.append(UInt8(ascii: "!")) }
    // A character that is cut is no UTF-8, which a text has to be.
    while String(validating: text, as: UTF8.self) == nil { text.removeLast() }
    let stops = length - text.count
    text.append(contentsOf: repeatElement(UInt8(ascii: "."), count: stops))
    return text
  }

  /// The message of a size, in a format: its size is that of the protobuf message, so that the same
  /// is said in each.
  static func message(of name: String, size: Int, _ format: MessageFormat) -> [UInt8] {
    switch format {
    case .protobuf: message(of: name, size: size)
    case .json:
      Answer.response(String(decoding: text(of: name, size: size), as: UTF8.self), format)
    }
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
