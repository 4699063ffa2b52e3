import Bytes
import Testing

@Suite struct BigEndianTests {
  @Test func `numbers are stored with their highest byte first, at any offset`() {
    var bytes = [UInt8](repeating: 0, count: 16)
    bytes.withUnsafeMutableBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      start.store(byte: 0xff, at: 0)
      start.store(bigEndian: UInt16(0x0102), at: 1)
      start.store(bigEndian: UInt32(0x0304_0506), at: 3)
      start.store(bigEndian: UInt64(0x0708_090a_0b0c_0d0e), at: 7)
      let raw = UnsafeRawPointer(start)
      #expect(raw.byte(at: 0) == 0xff)
      #expect(raw.bigEndian16(at: 1) == 0x0102)
      #expect(raw.bigEndian32(at: 3) == 0x0304_0506)
      #expect(raw.bigEndian64(at: 7) == 0x0708_090a_0b0c_0d0e)
    }
    #expect(bytes == [0xff] + (1...14) + [0])
  }
}
