import Bytes

/// The nine bytes in front of each frame (RFC 9113 §4.1).
struct FrameHeader {
  static let size = 9

  var length: Int
  var type: UInt8
  var flags: UInt8
  var streamID: UInt32

  @inline(__always)  // One load instead of nine; read for each frame.
  init(at address: UnsafeRawPointer) {
    let word = address.bigEndian64(at: 0)
    length = Int(truncatingIfNeeded: word >> 40)
    type = UInt8(truncatingIfNeeded: word >> 32)
    flags = UInt8(truncatingIfNeeded: word >> 24)
    streamID = address.bigEndian32(at: 5) & StreamID.mask
  }

  init(length: Int, type: FrameType, flags: UInt8 = 0, streamID: UInt32) {
    self.length = length
    self.type = type.rawValue
    self.flags = flags
    self.streamID = streamID
  }

  @inline(__always)
  func write(to address: UnsafeMutableRawPointer) {
    let word =
      UInt64(truncatingIfNeeded: length) << 40 | UInt64(type) << 32
      | UInt64(flags) << 24 | UInt64(streamID) >> 8
    address.store(bigEndian: word, at: 0)
    address.store(byte: UInt8(truncatingIfNeeded: streamID), at: 8)
  }
}

/// The frame types of RFC 9113 §6.
enum FrameType: UInt8 {
  case data = 0
  case headers = 1
  case priority = 2
  case resetStream = 3
  case settings = 4
  case pushPromise = 5
  case ping = 6
  case goAway = 7
  case windowUpdate = 8
  case continuation = 9
}

/// The flags of RFC 9113 §6; `acknowledge` shares its bit with `endStream`.
///
/// Plain bytes and no `OptionSet`: without whole-module optimization, as in debug builds, that is
/// generic code which costs more than the rest of a call.
enum FrameFlags {
  static let none: UInt8 = 0
  static let endStream: UInt8 = 0x1
  static let acknowledge: UInt8 = 0x1
  static let endHeaders: UInt8 = 0x4
  static let padded: UInt8 = 0x8
  static let priority: UInt8 = 0x20
}

/// Stream identifiers are 31 bits wide (RFC 9113 §5.1.1).
enum StreamID {
  static let mask: UInt32 = 0x7fff_ffff
  static let connection: UInt32 = 0
  static let highest: UInt32 = 0x7fff_ffff
}
