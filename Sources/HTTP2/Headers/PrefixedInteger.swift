/// HPACK's integers (RFC 7541 §5.1): what fits the prefix stands in it, the rest follows in sevens.
enum PrefixedInteger {
  /// Longer encodings than this can only be padding with zeros or an attack.
  static let longestTail = 4

  /// Appends a value below 2^31 behind the pattern bits of its first byte.
  static func append(_ value: Int, prefix: Int, pattern: UInt8, to bytes: inout [UInt8]) {
    let limit = (1 << prefix) - 1
    guard value >= limit else {
      bytes.append(pattern | UInt8(value))
      return
    }
    bytes.append(pattern | UInt8(limit))
    var rest = value - limit
    while rest >= 128 {
      bytes.append(UInt8(rest & 127 | 128))
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// Reads the integer at `index` and moves behind it; nil when it is cut off or too long.
  static func read(
    _ bytes: UnsafeRawBufferPointer,
    at index: inout Int,
    prefix: Int
  ) -> Int? {
    guard index < bytes.count else { return nil }
    let limit = (1 << prefix) - 1
    var value = Int(bytes[index]) & limit
    index += 1
    guard value == limit else { return value }
    for shift in 0..<longestTail {
      guard index < bytes.count else { return nil }
      let byte = Int(bytes[index])
      index += 1
      value += (byte & 127) << (7 * shift)
      if byte < 128 { return value }
    }
    return nil
  }
}
