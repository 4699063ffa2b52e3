/// Eight bytes of a text, looked at together: which of them a string cannot have as they are.
enum JSONWord {
  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// The high bit of each byte that is a quote, a backslash or a control character; of the bits
  /// above the lowest one some may be wrong, because a subtraction borrows from its neighbour.
  @inline(__always)
  static func special(_ word: UInt64) -> UInt64 {
    let quote = word ^ (ones &* UInt64(UInt8(ascii: "\"")))
    let backslash = word ^ (ones &* UInt64(UInt8(ascii: "\\")))
    let found =
      ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
      | ((word &- ones &* 0x20) & ~word)
    return found & (ones &* 0x80)
  }

  @inline(__always)
  static func isSpecial(_ byte: UInt8) -> Bool {
    byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\")
  }
}
