import Scenarios
import Testing

@Suite struct HelloMessageTests {
  @Test(
    arguments: [
      (0, 0), (1, nil), (2, nil), (3, 1), (129, 127), (130, nil), (131, 128), (16_384, 16_381),
      (16_386, 16_383), (16_387, nil), (16_388, 16_384), (65_535, 65_531), (1 << 20, (1 << 20) - 4),
      (2_097_155, 2_097_151), (2_097_156, nil), (2_097_157, 2_097_152),
      (4 << 20, (4 << 20) - 5), (64 << 20, (64 << 20) - 5),
    ] as [(Int, Int?)]
  )
  func `a message of a size has a name of one length, or is none`(size: Int, length: Int?) {
    #expect(HelloMessage.nameLength(forMessageOf: size) == length)
  }

  @Test func `every length has its size, and between sizes the smaller one is taken`() {
    var below = 0
    for length in 1...300 {
      let size = HelloMessage.size(ofNameLength: length)
      #expect(HelloMessage.nameLength(forMessageOf: size) == length)
      #expect(size > below)
      for between in below..<size {
        #expect(HelloMessage.nameLength(forMessageOfAtMost: between) == length - 1)
      }
      below = size
    }
  }
}
