/// Reading the text of header fields where it lies, without making strings of it.
extension Span<UInt8> {
  /// Whether the bytes are exactly those of `text`.
  func spells(_ text: String) -> Bool {
    count == text.utf8.count && begins(with: text)
  }

  /// Whether the first bytes are those of `text`.
  func begins(with text: String) -> Bool {
    guard count >= text.utf8.count else { return false }
    var index = 0
    for byte in text.utf8 {
      guard self[index] == byte else { return false }
      index += 1
    }
    return true
  }

  /// Whether the first bytes are those of `text`, which is in lower case, in either case.
  func beginsIgnoringCase(with text: String) -> Bool {
    guard count >= text.utf8.count else { return false }
    var index = 0
    for byte in text.utf8 {
      guard lowercased(self[index]) == byte else { return false }
      index += 1
    }
    return true
  }

  /// Whether both have the same bytes.
  func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where self[index] != other[index] {
      return false
    }
    return true
  }

  /// At most `limit` bytes as text for a message: what is not printable ASCII becomes `?`.
  func excerpt(limit: Int = 64) -> String {
    var bytes: [UInt8] = []
    for index in 0..<Swift.min(count, limit) {
      let byte = self[index]
      bytes.append(byte >= 0x20 && byte <= 0x7e ? byte : UInt8(ascii: "?"))
    }
    let text = String(decoding: bytes, as: UTF8.self)
    return count > limit ? text + "…" : text
  }
}

/// The value of an ASCII decimal digit; nil for any other byte.
func decimalDigit(_ byte: UInt8) -> UInt8? {
  let value = byte &- UInt8(ascii: "0")
  return value <= 9 ? value : nil
}

private func lowercased(_ byte: UInt8) -> UInt8 {
  byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
}
