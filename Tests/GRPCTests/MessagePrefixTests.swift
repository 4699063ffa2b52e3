import GRPC
import Testing

@Suite struct MessagePrefixTests {
  @Test(
    arguments: [
      (0, false, [0, 0, 0, 0, 0]), (7, true, [1, 0, 0, 0, 7]),
      (0x0102_0304, false, [0, 1, 2, 3, 4]),
      (0xffff_ffff, false, [0, 255, 255, 255, 255]),
    ] as [(Int, Bool, [UInt8])]
  )
  func `a prefix is a flag and a big-endian length`(
    length: Int,
    isCompressed: Bool,
    wire: [UInt8]
  ) {
    var sent: [UInt8] = []
    MessagePrefix(length: length, isCompressed: isCompressed).append(to: &sent)
    #expect(sent == wire)
  }
}
