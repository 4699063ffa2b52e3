import Bytes
public import Foundation

/// Strings: eight bytes at a time, and without a copy where nothing is escaped.
extension JSONReader {
  /// The next string.
  public mutating func token() throws(JSONFailure) -> JSONToken {
    try take(UInt8(ascii: "\""))
    let begin = next
    var seen: UInt64 = 0
    next = Self.plainEnd(next, end, &seen)
    guard next < end else { throw failure(.cutShort) }
    let isASCII = seen & Self.high == 0
    guard next.pointee == UInt8(ascii: "\"") else {
      return try unescaped(from: begin, isASCII: isASCII)
    }
    let token = JSONToken(begin, next - begin, isASCII: isASCII)
    next += 1
    return token
  }

  public mutating func string() throws(JSONFailure) -> String {
    try text(of: token())
  }

  /// What a token says.
  public func text(of token: JSONToken) throws(JSONFailure) -> String {
    let bytes = UnsafeBufferPointer(start: token.base, count: token.count)
    guard let text = String(validating: bytes, as: UTF8.self) else { throw failure(.notUTF8) }
    return text
  }

  /// The bytes of a string in base64: either alphabet, with padding or without.
  public mutating func data() throws(JSONFailure) -> Data {
    try take(UInt8(ascii: "\""))
    let begin = next
    // No digit is a quote or a backslash: what is base64 up to the first quote is the whole string.
    if let quote = memchr(begin, Int32(UInt8(ascii: "\"")), end - begin) {
      let text = UnsafeRawBufferPointer(
        start: begin,
        count: UnsafeRawPointer(quote) - UnsafeRawPointer(begin)
      )
      if let data = Self.data(text) {
        next = begin + text.count + 1
        return data
      }
    }
    next = begin - 1
    let token = try token()
    let text = UnsafeRawBufferPointer(start: token.base, count: token.count)
    guard let data = Self.data(text) else { throw failure(.notBase64) }
    return data
  }

  /// The bytes of a text in base64; nil when it is none.
  ///
  /// Bits under the padding are passed over, as other readers of protobuf's JSON do.
  private static func data(_ text: UnsafeRawBufferPointer) -> Data? {
    guard let digits = Base64Digits.digits(of: text) else { return nil }
    guard digits.count > 0 else { return Data() }
    let size = Base64Digits.size(of: digits)
    let memory = UnsafeMutablePointer<UInt8>.allocate(capacity: size)
    if case .broken = Base64Digits.read(digits, to: memory, .either) {
      memory.deallocate()
      return nil
    }
    return Data(
      bytesNoCopy: memory,
      count: size,
      deallocator: .custom { memory, _ in memory.deallocate() }
    )
  }

  /// Where the run of bytes ends that stand for themselves: at a quote, a backslash, a control
  /// character, or the end of the text.
  @inline(__always)
  private static func plainEnd(
    _ from: UnsafePointer<UInt8>,
    _ end: UnsafePointer<UInt8>,
    _ seen: inout UInt64
  ) -> UnsafePointer<UInt8> {
    var place = from
    while end - place >= 8 {
      let word = UnsafeRawPointer(place).loadUnaligned(as: UInt64.self).littleEndian
      let special = JSONWord.special(word)
      if special != 0 {
        let plain = special.trailingZeroBitCount & ~7
        seen |= word & ((1 << UInt64(plain)) &- 1)
        return place + plain / 8
      }
      seen |= word
      place += 8
    }
    while place < end, !JSONWord.isSpecial(place.pointee) {
      seen |= UInt64(place.pointee)
      place += 1
    }
    return place
  }

  private static let high: UInt64 = 0x8080_8080_8080_8080

  /// The rest of a string that has an escape or ends badly.
  private mutating func unescaped(
    from begin: UnsafePointer<UInt8>,
    isASCII: Bool
  ) throws(JSONFailure) -> JSONToken {
    let room = room()
    var write = room
    var seen: UInt64 = isASCII ? 0 : Self.high
    write.update(from: begin, count: next - begin)
    write += next - begin
    while next < end {
      switch next.pointee {
      case UInt8(ascii: "\""):
        next += 1
        return JSONToken(room, write - room, isASCII: seen & Self.high == 0)
      case UInt8(ascii: "\\"): try escape(&write, &seen)
      case 0..<0x20: throw failure(.control)
      default: copyPlain(&write, &seen)
      }
    }
    throw failure(.cutShort)
  }

  /// Copies the run of bytes that stand for themselves.
  @inline(__always)
  private mutating func copyPlain(
    _ write: inout UnsafeMutablePointer<UInt8>,
    _ seen: inout UInt64
  ) {
    while end - next >= 8 {
      let word = UnsafeRawPointer(next).loadUnaligned(as: UInt64.self).littleEndian
      let special = JSONWord.special(word)
      UnsafeMutableRawPointer(write).storeBytes(of: word.littleEndian, as: UInt64.self)
      if special != 0 {
        let plain = special.trailingZeroBitCount & ~7
        seen |= word & ((1 << UInt64(plain)) &- 1)
        write += plain / 8
        next += plain / 8
        return
      }
      seen |= word
      write += 8
      next += 8
    }
    while next < end, !JSONWord.isSpecial(next.pointee) {
      seen |= UInt64(next.pointee)
      write.pointee = next.pointee
      write += 1
      next += 1
    }
  }

  private mutating func escape(
    _ write: inout UnsafeMutablePointer<UInt8>,
    _ seen: inout UInt64
  ) throws(JSONFailure) {
    guard end - next >= 2 else { throw failure(.cutShort) }
    let byte: UInt8
    switch next[1] {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): byte = next[1]
    case UInt8(ascii: "n"): byte = 0x0a
    case UInt8(ascii: "t"): byte = 0x09
    case UInt8(ascii: "r"): byte = 0x0d
    case UInt8(ascii: "b"): byte = 0x08
    case UInt8(ascii: "f"): byte = 0x0c
    case UInt8(ascii: "u"):
      let scalar = try scalar()
      for unit in UTF8.encode(scalar).unsafelyUnwrapped {
        write.pointee = unit
        write += 1
        seen |= UInt64(unit)
      }
      return
    default: throw failure(.escape)
    }
    write.pointee = byte
    write += 1
    next += 2
  }

  /// The character of `\uXXXX`, or of two such that are a surrogate pair.
  private mutating func scalar() throws(JSONFailure) -> Unicode.Scalar {
    let first = try unit()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard UTF16.isLeadSurrogate(first), end - next >= 2, next[0] == UInt8(ascii: "\\"),
      next[1] == UInt8(ascii: "u")
    else { throw failure(.surrogate) }
    let second = try unit()
    guard UTF16.isTrailSurrogate(second) else { throw failure(.surrogate) }
    let bits = UInt32(first & 0x3ff) << 10 | UInt32(second & 0x3ff)
    // Ten bits of each above 0x10000 are a character.
    return Unicode.Scalar(0x10000 + bits).unsafelyUnwrapped
  }

  private mutating func unit() throws(JSONFailure) -> UInt16 {
    guard end - next >= 6 else { throw failure(.cutShort) }
    var unit: UInt16 = 0
    for place in 2..<6 {
      let digit: UInt8
      switch next[place] {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = next[place] - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = next[place] - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = next[place] - UInt8(ascii: "A") + 10
      default: throw failure(.escape)
      }
      unit = unit << 4 | UInt16(digit)
    }
    next += 6
    return unit
  }
}
