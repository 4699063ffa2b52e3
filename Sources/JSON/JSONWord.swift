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

  /// The run of decimal digits with which eight bytes begin.
  @inline(__always)
  static func digits(_ word: UInt64) -> (count: Int, value: UInt64) {
    let values = word ^ (ones &* UInt64(UInt8(ascii: "0")))
    // A sum above 127 is of no digit; what it carries is only into bytes behind it.
    let other = ((values &+ (ones &* (127 - 9))) | values) & (ones &* 0x80)
    let count = other.trailingZeroBitCount / 8
    // The digits as the last ones of eight, then as pairs, fours and the whole.
    var sum = values << UInt64(64 - count * 8)
    sum = (sum &* 10 &+ sum >> 8) & 0x00ff_00ff_00ff_00ff
    sum = (sum &* 100 &+ sum >> 16) & 0x0000_ffff_0000_ffff
    return (count, (sum &* 10_000 &+ sum >> 32) & 0xffff_ffff)
  }
}
