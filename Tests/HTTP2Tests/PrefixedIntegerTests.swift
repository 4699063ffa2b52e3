import Testing

@testable import HTTP2

@Suite struct PrefixedIntegerTests {
  @Test(
    arguments: [
      // RFC 7541 C.1.
      (10, 5, [10]), (1337, 5, [31, 154, 10]), (42, 8, [42]),
      (30, 5, [30]), (31, 5, [31, 0]), (127, 7, [127, 0]), (254, 7, [127, 127]),
      (255, 7, [127, 128, 1]),
    ] as [(Int, Int, [UInt8])]
  )
  func `a number has the form of RFC 7541`(value: Int, prefix: Int, form: [UInt8]) {
    var bytes: [UInt8] = []
    PrefixedInteger.append(value, prefix: prefix, pattern: 0, to: &bytes)
    #expect(bytes == form)
  }

  @Test(arguments: 4...7)
  func `what is written is read back`(prefix: Int) {
    for shift in 0..<27 {
      for value in [(1 << shift) - 1, 1 << shift, (1 << shift) + 1] {
        var bytes: [UInt8] = []
        PrefixedInteger.append(value, prefix: prefix, pattern: 0x80, to: &bytes)
        bytes.append(99)
        var index = 0
        let read = bytes.withUnsafeBytes { PrefixedInteger.read($0, at: &index, prefix: prefix) }
        #expect(read == value)
        #expect(index == bytes.count - 1)
      }
    }
  }

  @Test(arguments: [[], [0x7f], [0x7f, 0x80], [0x7f, 0x80, 0x80, 0x80, 0x80, 0x00]] as [[UInt8]])
  func `a number that is cut off or too long is none`(bytes: [UInt8]) {
    var index = 0
    #expect(bytes.withUnsafeBytes { PrefixedInteger.read($0, at: &index, prefix: 7) } == nil)
    #expect(index <= bytes.count)
  }
}
