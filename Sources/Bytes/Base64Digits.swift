/// Base64 (RFC 4648) between pointers, by tables.
///
/// Twelve bits are two digits at once, and four digits are three bytes with four loads: 3.9
/// instructions a byte written and 2.8 a digit read (callgrind, 10 KiB), where three bytes and four
/// digits at a time take 8 and 9.6. Swift's SIMD has no shuffle of bytes and gains nothing.
public enum Base64Digits {
  public enum Alphabet: Sendable {
    /// `+` and `/` (RFC 4648 §4).
    case standard
    /// Those, and `-` and `_` in their place (§5).
    case either
  }

  /// What a text has turned out to be.
  public enum Outcome: Sendable {
    case whole
    /// Whole, but for bits under the padding that should be zero.
    case loose
    /// No base64: the bytes that were written mean nothing.
    case broken
  }

  /// How many digits some bytes have, with the padding or without.
  public static func count(of bytes: Int, isPadded: Bool) -> Int {
    isPadded ? (bytes + 2) / 3 * 4 : (bytes * 4 + 2) / 3
  }

  /// How many bytes so many digits stand for.
  public static func size(of digits: UnsafeRawBufferPointer) -> Int {
    digits.count / 4 * 3 + max(0, digits.count % 4 - 1)
  }

  /// A text without its padding, if it has any; nil when its length is that of no base64.
  public static func digits(of text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
    var count = text.count
    if count > 0, count % 4 == 0, text[count - 1] == padding {
      count -= text[count - 2] == padding ? 2 : 1
    }
    return count % 4 == 1 ? nil : UnsafeRawBufferPointer(rebasing: text[..<count])
  }

  /// Writes the digits of some bytes, for which there must be room.
  ///
  /// - Returns: How many there are.
  public static func write(
    _ bytes: UnsafeRawBufferPointer,
    to text: UnsafeMutablePointer<UInt8>,
    isPadded: Bool
  ) -> Int {
    guard var read = bytes.baseAddress else { return 0 }
    var left = bytes.count
    var write = UnsafeMutableRawPointer(text)
    pairs.withUnsafeBufferPointer { table in
      let pairs = table.baseAddress.unsafelyUnwrapped
      // Twelve bytes by two loads of eight, of which the second reaches over the end by two.
      while left >= 14 {
        put(read.loadUnaligned(as: UInt64.self), pairs, write)
        put(read.loadUnaligned(fromByteOffset: 6, as: UInt64.self), pairs, write + 8)
        read += 12
        write += 16
        left -= 12
      }
      while left >= 3 {
        let bits = Int(byte(read, 0)) << 16 | Int(byte(read, 1)) << 8 | Int(byte(read, 2))
        write.storeBytes(of: pairs[bits >> 12], as: UInt16.self)
        write.storeBytes(of: pairs[bits & 0xfff], toByteOffset: 2, as: UInt16.self)
        read += 3
        write += 4
        left -= 3
      }
      if left == 2 {
        let bits = Int(byte(read, 0)) << 16 | Int(byte(read, 1)) << 8
        write.storeBytes(of: pairs[bits >> 12], as: UInt16.self)
        write.storeBytes(of: digit(bits >> 6 & 63), toByteOffset: 2, as: UInt8.self)
        write += 3
      } else if left == 1 {
        write.storeBytes(of: pairs[Int(byte(read, 0)) << 4], as: UInt16.self)
        write += 2
      }
    }
    if isPadded {
      for _ in 0..<((3 - left) % 3) {
        write.storeBytes(of: padding, as: UInt8.self)
        write += 1
      }
    }
    return write - UnsafeMutableRawPointer(text)
  }

  /// Reads digits without padding; there must be room for as many bytes as `size` says.
  public static func read(
    _ digits: UnsafeRawBufferPointer,
    to bytes: UnsafeMutablePointer<UInt8>,
    _ alphabet: Alphabet
  ) -> Outcome {
    (alphabet == .standard ? standard : either).withUnsafeBufferPointer { places in
      Self.read(digits, UnsafeMutableRawPointer(bytes), places.baseAddress.unsafelyUnwrapped)
    }
  }

  private static func read(
    _ digits: UnsafeRawBufferPointer,
    _ bytes: UnsafeMutableRawPointer,
    _ places: UnsafePointer<UInt32>
  ) -> Outcome {
    guard var read = digits.baseAddress else { return .whole }
    var write = bytes
    var left = digits.count
    var seen: UInt32 = 0
    // Three bytes are stored as four: those that follow cover the fourth.
    while left > 16 {
      let (first, second) = (quad(read, places), quad(read + 4, places))
      let (third, fourth) = (quad(read + 8, places), quad(read + 12, places))
      seen |= first | second | third | fourth
      write.storeBytes(of: first, as: UInt32.self)
      write.storeBytes(of: second, toByteOffset: 3, as: UInt32.self)
      write.storeBytes(of: third, toByteOffset: 6, as: UInt32.self)
      write.storeBytes(of: fourth, toByteOffset: 9, as: UInt32.self)
      read += 16
      write += 12
      left -= 16
    }
    while left > 4 {
      let bits = quad(read, places)
      seen |= bits
      write.storeBytes(of: bits, as: UInt32.self)
      read += 4
      write += 3
      left -= 4
    }
    var last: UInt32 = 0
    for place in 0..<left { last |= places[place << 8 | Int(byte(read, place))] }
    seen |= last
    last = UInt32(littleEndian: last)
    for place in 0..<(left * 3 / 4) {
      let byte = UInt8(truncatingIfNeeded: last >> (8 * UInt32(place)))
      write.storeBytes(of: byte, toByteOffset: place, as: UInt8.self)
    }
    guard UInt32(littleEndian: seen) & broken == 0 else { return .broken }
    // The bits of a last digit that no byte has.
    let isLoose = left < 4 && last >> (8 * UInt32(left * 3 / 4)) != 0
    return isLoose ? .loose : .whole
  }

  /// Here once more, because builds for debugging inline nothing from other files.
  @inline(__always)
  private static func byte(_ bytes: UnsafeRawPointer, _ offset: Int) -> UInt8 {
    bytes.load(fromByteOffset: offset, as: UInt8.self)
  }

  /// Six bytes as eight digits.
  @inline(__always)
  private static func put(
    _ word: UInt64,
    _ pairs: UnsafePointer<UInt16>,
    _ write: UnsafeMutableRawPointer
  ) {
    let bits = UInt64(bigEndian: word)
    write.storeBytes(of: pairs[Int(truncatingIfNeeded: bits >> 52)], as: UInt16.self)
    write.storeBytes(
      of: pairs[Int(truncatingIfNeeded: bits >> 40 & 0xfff)],
      toByteOffset: 2,
      as: UInt16.self
    )
    write.storeBytes(
      of: pairs[Int(truncatingIfNeeded: bits >> 28 & 0xfff)],
      toByteOffset: 4,
      as: UInt16.self
    )
    write.storeBytes(
      of: pairs[Int(truncatingIfNeeded: bits >> 16 & 0xfff)],
      toByteOffset: 6,
      as: UInt16.self
    )
  }

  /// Four digits as three bytes, in the order of memory.
  @inline(__always)
  private static func quad(_ read: UnsafeRawPointer, _ places: UnsafePointer<UInt32>) -> UInt32 {
    places[Int(byte(read, 0))] | places[256 + Int(byte(read, 1))]
      | places[512 + Int(byte(read, 2))] | places[768 + Int(byte(read, 3))]
  }

  private static let padding = UInt8(ascii: "=")
  /// What is no digit has this bit, which no byte of three covers.
  private static let broken: UInt32 = 1 << 24

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  private static func digit(_ value: Int) -> UInt8 { alphabet[value] }

  /// The two digits of each twelve bits, in the order of memory.
  private static let pairs: [UInt16] = (0..<4_096).map { bits in
    (UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8).littleEndian
  }

  private static let standard = places(alphabet)
  private static let either = places(
    alphabet,
    Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
  )

  /// The bits of each digit where they belong among three bytes: 256 for each of four places.
  private static func places(_ alphabets: [UInt8]...) -> [UInt32] {
    var places = [UInt32](repeating: broken.littleEndian, count: 1_024)
    for alphabet in alphabets {
      for (value, digit) in alphabet.enumerated() {
        for place in 0..<4 {
          let bits = UInt32(value) << (18 - 6 * UInt32(place))
          places[place << 8 | Int(digit)] = (bits.byteSwapped >> 8).littleEndian
        }
      }
    }
    return places
  }
}
