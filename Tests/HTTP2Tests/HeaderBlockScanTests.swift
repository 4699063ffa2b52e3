import Testing
import Timing

@testable import HTTP2

@Suite struct HeaderBlockScanTests {
  private func isUnchanged(_ block: [UInt8]) -> Bool {
    block.withUnsafeBytes { HeaderBlockScan.leavesTableUnchanged($0) }
  }

  @Test(
    arguments: [
      [], [0x82], [0xff, 0x10], [0x82, 0x04, 0x01, 0x61], [0x00, 0x01, 0x61, 0x01, 0x62],
      [0x10, 0x01, 0x61, 0x00], [0x1f, 0x03, 0x82, 0x40, 0x30],
    ] as [[UInt8]]
  )
  func `indexed fields and literals outside the table leave it alone`(block: [UInt8]) {
    #expect(isUnchanged(block))
  }

  @Test(
    arguments: [
      [0x41, 0x01, 0x61], [0x40, 0x01, 0x61, 0x01, 0x62], [0x82, 0x7f, 0x00, 0x00], [0x20],
      [0x3f, 0xe1, 0x1f], [0x82, 0x20],
    ] as [[UInt8]]
  )
  func `insertions and size updates change it`(block: [UInt8]) {
    #expect(!isUnchanged(block))
  }

  @Test(arguments: [[0xff], [0x04], [0x04, 0x02, 0x61], [0x00, 0x01], [0x00, 0x05, 0x61]])
  func `a block that is cut off counts as a change`(block: [UInt8]) {
    #expect(!isUnchanged(block))
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func `equal blocks that leave the table unchanged mean the same twice`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    let deflater = Deflater()
    let inflater = Inflater()
    for _ in 0..<200 {
      let block = deflater.encode(.random(using: &random))
      let first = inflater.decode(block)
      #expect(first != nil)
      let size = inflater.tableSize
      guard isUnchanged(block) else { continue }
      #expect(inflater.decode(block) == first, "seed \(seed)")
      #expect(inflater.tableSize == size)
    }
  }
}
