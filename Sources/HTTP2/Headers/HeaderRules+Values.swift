/// What a request's pseudo-headers may say (RFC 9113 §8.3.1): less than any other field.
extension HeaderRules {
  /// A token (RFC 9110 §5.6.2).
  static func isMethod(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    !value.isEmpty && value.allSatisfy(isTokenByte)
  }

  /// A letter, and behind it letters, digits, `+`, `-` and `.` (RFC 3986 §3.1).
  static func isScheme(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    guard let first = value.first, isLetter(first) else { return false }
    return value.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."): true
      default: isLetter(byte) || isDigit(byte)
      }
    }
  }

  /// A slash, and nothing that ends a request line or hides in one: no blank and no control.
  ///
  /// Bytes above ASCII pass, because some clients do not escape them.
  static func isPath(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    value.first == UInt8(ascii: "/") && value.allSatisfy { $0 > 0x20 && $0 != 0x7f }
  }

  /// Visible ASCII without user information.
  ///
  /// Not only what a URI has there: clients of unix sockets say their path.
  static func isAuthority(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
    value.allSatisfy { $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "@") }
  }

  private static func isTokenByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: isLetter(byte) || isDigit(byte)
    }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
