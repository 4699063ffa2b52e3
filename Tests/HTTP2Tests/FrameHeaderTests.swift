import Testing
import Timing

@testable import HTTP2

@Suite struct FrameHeaderTests {
  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `what is written is read back`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    for _ in 0..<100 {
      let type = FrameType(rawValue: UInt8.random(in: 0...9, using: &random)) ?? .data
      let header = FrameHeader(
        length: Int.random(in: 0...0xff_ffff, using: &random),
        type: type,
        flags: UInt8.random(in: 0...255, using: &random),
        streamID: UInt32.random(in: 0...StreamID.highest, using: &random)
      )
      var bytes = [UInt8](repeating: 0xee, count: 10)
      let read = bytes.withUnsafeMutableBytes { buffer in
        guard let start = buffer.baseAddress else { preconditionFailure("no bytes") }
        header.write(to: start)
        return FrameHeader(at: UnsafeRawPointer(start))
      }
      #expect(read.length == header.length)
      #expect(read.type == header.type)
      #expect(read.flags == header.flags)
      #expect(read.streamID == header.streamID)
      #expect(bytes[9] == 0xee)
    }
  }

  @Test func `the reserved bit of an identifier is ignored`() {
    let bytes: [UInt8] = [0x01, 0x02, 0x03, 0x04, 0x05, 0xff, 0xff, 0xff, 0xfd]
    let header = bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { preconditionFailure("no bytes") }
      return FrameHeader(at: start)
    }
    #expect(header.length == 0x010203)
    #expect(header.type == 4)
    #expect(header.flags == 5)
    #expect(header.streamID == 0x7fff_fffd)
  }
}
