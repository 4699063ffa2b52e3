import Bytes

/// What bytes may stand where in a head (RFC 9110 §5.5 and §5.6.2).
enum FieldRules {
  /// Letters, digits and fifteen signs.
  static func isToken(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"),
      UInt8(ascii: "&"), UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "^"), UInt8(ascii: "_"),
      UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
      true
    default: false
    }
  }

  static func isToken(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    for index in text.indices where !isToken(text[index]) {
      return false
    }
    return true
  }

  /// Visible bytes, spaces and tabs, and whatever is not ASCII.
  static func isValue(_ text: Span<UInt8>) -> Bool {
    for index in text.indices {
      let byte = text[index]
      if byte < 0x20 && byte != 0x09 || byte == 0x7f { return false }
    }
    return true
  }

  /// Visible ASCII: a target holds nothing else.
  static func isTarget(_ text: Span<UInt8>) -> Bool {
    guard text.count > 0 else { return false }
    for index in text.indices where text[index] <= 0x20 || text[index] >= 0x7f {
      return false
    }
    return true
  }

  /// `uri-host [":" port]`, or nothing (RFC 9112 §3.2); of an address in brackets only the bytes
  /// are looked at.
  static func isHost(_ text: Span<UInt8>) -> Bool {
    var index = 0
    let isBracketed = text.count > 0 && text[0] == UInt8(ascii: "[")
    if isBracketed { index = 1 }
    while index < text.count, isHostByte(text[index], orColon: isBracketed) {
      if text[index] == UInt8(ascii: "%") {
        guard index + 2 < text.count, isHexDigit(text[index + 1]), isHexDigit(text[index + 2])
        else { return false }
      }
      index += 1
    }
    if isBracketed {
      guard index > 1, index < text.count, text[index] == UInt8(ascii: "]") else { return false }
      index += 1
    }
    guard index < text.count else { return true }
    guard text[index] == UInt8(ascii: ":") else { return false }
    for place in index + 1..<text.count where decimalDigit(text[place]) == nil { return false }
    return true
  }

  /// RFC 3986 §3.2.2: unreserved, sub-delims, and the sign of what is encoded.
  private static func isHostByte(_ byte: UInt8, orColon: Bool) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"),
      UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "'"),
      UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"),
      UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "="), UInt8(ascii: "%"):
      true
    case UInt8(ascii: ":"): orColon
    default: false
    }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    switch lowercased(byte) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"): true
    default: false
    }
  }

  /// A part of a text without spaces and tabs around it.
  static func trim(_ text: Span<UInt8>, _ part: Range<Int>) -> Range<Int> {
    var start = part.lowerBound
    var end = part.upperBound
    while start < end, isBlank(text[start]) { start += 1 }
    while end > start, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  /// Calls the body with each element of a list that commas part.
  static func forEachElement(of list: Span<UInt8>, _ body: (Span<UInt8>) -> Void) {
    var start = 0
    for index in 0...list.count where index == list.count || list[index] == UInt8(ascii: ",") {
      let element = trim(list, start..<index)
      if !element.isEmpty { body(list.extracting(element)) }
      start = index + 1
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}
