import Bytes
public import Foundation

/// Strings: eight bytes at a time, up to the next that must be escaped.
extension JSONWriter {
  public mutating func string(_ text: String) {
    let isWritten: Void? = text.utf8.withContiguousStorageIfAvailable { string($0) }
    if isWritten == nil { Array(text.utf8).withUnsafeBufferPointer { string($0) } }
  }

  /// Bytes, in padded base64.
  public mutating func data(_ data: Data) {
    guard hasRoom(Base64Digits.count(of: data.count, isPadded: true) + 2) else { return }
    put(UInt8(ascii: "\""))
    next += data.withUnsafeBytes { Base64Digits.write($0, to: next, isPadded: true) }
    put(UInt8(ascii: "\""))
  }

  private mutating func string(_ bytes: UnsafeBufferPointer<UInt8>) {
    put(UInt8(ascii: "\""))
    // Without bytes there is no address.
    if let base = bytes.baseAddress { escape(base, base + bytes.count) }
    put(UInt8(ascii: "\""))
  }

  private mutating func escape(_ from: UnsafePointer<UInt8>, _ limit: UnsafePointer<UInt8>) {
    var read = from
    // One look at the room for all of it, with eight bytes to spare that a word may reach over.
    guard hasRoom(limit - from + 8) else { return }
    while read < limit {
      while limit - read >= 8 {
        let word = UnsafeRawPointer(read).loadUnaligned(as: UInt64.self).littleEndian
        let special = JSONWord.special(word)
        UnsafeMutableRawPointer(next).storeBytes(of: word.littleEndian, as: UInt64.self)
        if special != 0 {
          let plain = special.trailingZeroBitCount / 8
          next += plain
          read += plain
          break
        }
        next += 8
        read += 8
      }
      while read < limit, !JSONWord.isSpecial(read.pointee) {
        next.pointee = read.pointee
        next += 1
        read += 1
      }
      guard read < limit else { return }
      escape(read.pointee)
      read += 1
      guard hasRoom(limit - read + 8) else { return }
    }
  }

  private mutating func escape(_ byte: UInt8) {
    let letter: UInt8
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): letter = byte
    case 0x0a: letter = UInt8(ascii: "n")
    case 0x09: letter = UInt8(ascii: "t")
    case 0x0d: letter = UInt8(ascii: "r")
    case 0x08: letter = UInt8(ascii: "b")
    case 0x0c: letter = UInt8(ascii: "f")
    default:
      literal("\\u00")
      put(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
      let digit = byte & 15
      put(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      return
    }
    guard hasRoom(2) else { return }
    next[0] = UInt8(ascii: "\\")
    next[1] = letter
    next += 2
  }
}
