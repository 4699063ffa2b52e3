/// Standard, padded base64 (RFC 4648 §4), both ways.
public enum Base64 {
  /// A text that is not standard, padded base64.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    public var description: String {
      "the text is not padded base64; check that it was copied whole"
    }
  }

  public static func encode(_ bytes: [UInt8]) -> String {
    var text: [UInt8] = []
    text.reserveCapacity((bytes.count + 2) / 3 * 4)
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      var bits: UInt32 = 0
      for byte in group { bits = bits << 8 | UInt32(byte) }
      bits <<= 8 * UInt32(3 - group.count)
      for place in 0..<4 {
        let digit = alphabet[Int(bits >> (18 - 6 * UInt32(place)) & 63)]
        text.append(place <= group.count ? digit : padding)
      }
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// The bytes that `text` stands for.
  ///
  /// - Throws: `Failure` for a length that is not a multiple of four, a character outside the
  ///   alphabet (also white space), padding anywhere but at the end, or bits set under the padding.
  public static func decode(_ text: String) throws -> [UInt8] {
    let digits = Array(text.utf8)
    guard digits.count % 4 == 0 else { throw Failure() }
    let paddings = digits.suffix(2).reversed().prefix { $0 == padding }.count
    var bytes: [UInt8] = []
    bytes.reserveCapacity(digits.count / 4 * 3)
    for start in stride(from: 0, to: digits.count, by: 4) {
      let missing = start + 4 == digits.count ? paddings : 0
      var bits: UInt32 = 0
      for place in 0..<4 {
        let digit = place < 4 - missing ? values[Int(digits[start + place])] : 0
        guard digit < 64 else { throw Failure() }
        bits = bits << 6 | UInt32(digit)
      }
      let wanted = 3 - missing
      guard missing == 0 || bits & (1 << (8 * UInt32(missing)) - 1) == 0 else { throw Failure() }
      for place in 0..<wanted { bytes.append(UInt8(bits >> (16 - 8 * UInt32(place)) & 255)) }
    }
    return bytes
  }

  private static let padding = UInt8(ascii: "=")

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// The six bits of each ASCII character; 255 where the character is not in the alphabet.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
    return values
  }()
}
