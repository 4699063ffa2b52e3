import Foundation

/// Base64 (RFC 4648) by tables: three bytes to four digits and back, in a few loads.
enum Base64Digits {
  /// Writes the digits of some bytes, padded; there must be room for them.
  ///
  /// - Returns: How many there are.
  static func write(_ bytes: UnsafeRawBufferPointer, to text: UnsafeMutablePointer<UInt8>) -> Int {
    var write = text
    pairs.withUnsafeBufferPointer { pairs in
      var place = 0
      while bytes.count - place >= 3 {
        let bits =
          Int(bytes[place]) << 16 | Int(bytes[place + 1]) << 8 | Int(bytes[place + 2])
        put(pairs[bits >> 12], pairs[bits & 0xfff], at: write)
        write += 4
        place += 3
      }
      let left = bytes.count - place
      guard left > 0 else { return }
      let bits = Int(bytes[place]) << 16 | (left == 2 ? Int(bytes[place + 1]) << 8 : 0)
      put(pairs[bits >> 12], pairs[bits & 0xfff], at: write)
      if left == 1 { write[2] = padding }
      write[3] = padding
      write += 4
    }
    return write - text
  }

  /// The bytes of a text in either alphabet, with padding or without; nil when it is none.
  ///
  /// Bits under the padding are passed over, as other readers of protobuf's JSON do.
  static func data(_ text: UnsafeBufferPointer<UInt8>) -> Data? {
    var count = text.count
    if count > 0, count % 4 == 0, text[count - 1] == padding {
      count -= text[count - 2] == padding ? 2 : 1
    }
    guard count > 0 else { return Data() }
    guard count % 4 != 1 else { return nil }
    let size = count / 4 * 3 + max(0, count % 4 - 1)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 1)
    guard read(text, count, to: memory.assumingMemoryBound(to: UInt8.self)) else {
      memory.deallocate()
      return nil
    }
    return Data(
      bytesNoCopy: memory,
      count: size,
      deallocator: .custom { memory, _ in memory.deallocate() }
    )
  }

  private static func read(
    _ text: UnsafeBufferPointer<UInt8>,
    _ count: Int,
    to bytes: UnsafeMutablePointer<UInt8>
  ) -> Bool {
    values.withUnsafeBufferPointer { values in
      var write = bytes
      var place = 0
      var seen: UInt8 = 0
      while count - place >= 4 {
        let (first, second) = (values[Int(text[place])], values[Int(text[place + 1])])
        let (third, fourth) = (values[Int(text[place + 2])], values[Int(text[place + 3])])
        seen |= first | second | third | fourth
        write[0] = first << 2 | second >> 4
        write[1] = second << 4 | third >> 2
        write[2] = third << 6 | fourth
        write += 3
        place += 4
      }
      let left = count - place
      if left > 0 {
        let (first, second) = (values[Int(text[place])], values[Int(text[place + 1])])
        let third = left == 3 ? values[Int(text[place + 2])] : 0
        seen |= first | second | third
        write[0] = first << 2 | second >> 4
        if left == 3 { write[1] = second << 4 | third >> 2 }
      }
      return seen < 64
    }
  }

  @inline(__always)
  private static func put(_ first: UInt16, _ second: UInt16, at text: UnsafeMutablePointer<UInt8>) {
    let digits = UInt32(second) << 16 | UInt32(first)
    UnsafeMutableRawPointer(text).storeBytes(of: digits.littleEndian, as: UInt32.self)
  }

  private static let padding = UInt8(ascii: "=")

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
  )

  /// The two digits of each twelve bits, the first one in the low byte.
  private static let pairs: [UInt16] = (0..<4_096).map { bits in
    UInt16(alphabet[bits >> 6]) | UInt16(alphabet[bits & 63]) << 8
  }

  /// The six bits of each digit; 255 where the byte is none.
  private static let values: [UInt8] = {
    var values = [UInt8](repeating: 255, count: 256)
    for (value, digit) in alphabet.enumerated() { values[Int(digit)] = UInt8(value) }
    values[Int(UInt8(ascii: "-"))] = 62
    values[Int(UInt8(ascii: "_"))] = 63
    return values
  }()
}
