import Bytes
import Testing
import Timing

/// The tables against a reader and a writer that take a bit at a time.
@Suite struct Base64DigitsTests {
  private static let standard = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )
  private static let both = ["+/", "-_"].map { Array(standard.dropLast(2)) + Array($0.utf8) }

  /// The digits of some bytes, bit by bit.
  private static func text(_ bytes: [UInt8], _ alphabet: [UInt8], isPadded: Bool) -> [UInt8] {
    var bits = bytes.flatMap { byte in (0..<8).map { byte >> (7 - $0) & 1 } }
    while bits.count % 6 != 0 { bits.append(0) }
    var text = stride(from: 0, to: bits.count, by: 6).map { start in
      alphabet[bits[start..<start + 6].reduce(0) { $0 << 1 | Int($1) }]
    }
    while isPadded, text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
    return text
  }

  private static func write(_ bytes: [UInt8], isPadded: Bool) -> [UInt8] {
    let count = Base64Digits.count(of: bytes.count, isPadded: isPadded)
    // What is behind the room is to stay as it is.
    var room = [UInt8](repeating: 0xee, count: count + 16)
    let written = bytes.withUnsafeBytes { source in
      room.withUnsafeMutableBufferPointer { target -> Int in
        guard let base = target.baseAddress else { return 0 }
        return Base64Digits.write(source, to: base, isPadded: isPadded)
      }
    }
    #expect(written == count)
    #expect(room.suffix(16).allSatisfy { $0 == 0xee })
    return Array(room.prefix(count))
  }

  private static func read(
    _ text: [UInt8],
    _ alphabet: Base64Digits.Alphabet
  ) -> (bytes: [UInt8], outcome: Base64Digits.Outcome) {
    text.withUnsafeBytes { text -> ([UInt8], Base64Digits.Outcome) in
      guard let digits = Base64Digits.digits(of: text) else { return ([], .broken) }
      let size = Base64Digits.size(of: digits)
      var room = [UInt8](repeating: 0xee, count: size + 16)
      let outcome = room.withUnsafeMutableBufferPointer { target -> Base64Digits.Outcome in
        guard let base = target.baseAddress else { return .broken }
        return Base64Digits.read(digits, to: base, alphabet)
      }
      #expect(room.suffix(16).allSatisfy { $0 == 0xee })
      return (Array(room.prefix(size)), outcome)
    }
  }

  private static func random(_ length: Int, _ random: inout SplitMix64) -> [UInt8] {
    (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  @Test func `bytes of each length go both ways as the slow reference says`() {
    let seed: UInt64 = 41
    var random = SplitMix64(seed: seed)
    for length in 0...200 {
      for _ in 0..<5 {
        let bytes = Self.random(length, &random)
        for isPadded in [false, true] {
          let text = Self.text(bytes, Self.standard, isPadded: isPadded)
          #expect(Self.write(bytes, isPadded: isPadded) == text, "seed \(seed), \(length)")
          for alphabet in Self.both {
            let text = Self.text(bytes, alphabet, isPadded: isPadded)
            let read = Self.read(text, .either)
            #expect(read.bytes == bytes && read.outcome == .whole, "seed \(seed), \(length)")
          }
          let read = Self.read(text, .standard)
          #expect(read.bytes == bytes && read.outcome == .whole, "seed \(seed), \(length)")
        }
      }
    }
  }

  @Test func `each wrong character is found at each place`() {
    let seed: UInt64 = 42
    var random = SplitMix64(seed: seed)
    // Long enough for sixteen digits at once, for four, and for each rest.
    for length in [1, 2, 3, 13, 14, 15, 16, 17, 27] {
      let text = Self.text(Self.random(length, &random), Self.standard, isPadded: false)
      for place in text.indices {
        for byte in UInt8.min...UInt8.max {
          var text = text
          text[place] = byte
          let isStandard = Self.standard.contains(byte)
          let isEither = isStandard || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
          // At the end of a text of whole groups it is padding.
          if byte == UInt8(ascii: "="), place == text.count - 1, text.count % 4 == 0 { continue }
          #expect((Self.read(text, .standard).outcome != .broken) == isStandard, "\(place) \(byte)")
          #expect((Self.read(text, .either).outcome != .broken) == isEither, "\(place) \(byte)")
        }
      }
    }
  }

  @Test func `bits under the padding are told, and make no other bytes`() {
    for (bytes, mask) in [([0xa5], 15), ([0xa5, 0x5a], 3)] as [([UInt8], Int)] {
      let text = Self.text(bytes, Self.standard, isPadded: false)
      let last = Self.standard.firstIndex(of: text[text.count - 1]) ?? 0
      for loose in 0...mask {
        let spoilt = text.dropLast() + [Self.standard[last | loose]]
        for prefix in [[], Self.text([1, 2, 3], Self.standard, isPadded: false)] {
          let read = Self.read(prefix + spoilt, .standard)
          #expect(read.outcome == (loose == 0 ? .whole : .loose))
          #expect(read.bytes == (prefix.isEmpty ? [] : [1, 2, 3]) + bytes)
        }
      }
    }
  }

  @Test(arguments: ["=", "==", "===", "====", "A", "A=", "A==", "A===", "AA=", "AAA==", "AAAA="])
  func `padding that does not fit is refused`(text: String) {
    #expect(Self.read(Array(text.utf8), .either).outcome == .broken)
  }
}
