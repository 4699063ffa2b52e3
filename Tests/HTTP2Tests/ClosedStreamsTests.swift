import Testing

@testable import HTTP2

@Suite struct ClosedStreamsTests {
  @Test func `an ending is remembered with its stream`() {
    var closed = ClosedStreams()
    closed.remember(1, .ended)
    closed.remember(3, .resetByUs)
    closed.remember(5, .resetByPeer)
    #expect(closed.ending(of: 1) == .ended)
    #expect(closed.ending(of: 3) == .resetByUs)
    #expect(closed.ending(of: 5) == .resetByPeer)
    #expect(closed.ending(of: 7) == nil)
  }

  @Test(arguments: [ClosedStreams.Ending.ended, .resetByPeer])
  func `the oldest ending is forgotten first`(ending: ClosedStreams.Ending) {
    var closed = ClosedStreams()
    let count = ClosedStreams.remembered
    for index in 0...count { closed.remember(UInt32(index) * 2 + 1, ending) }
    #expect(closed.ending(of: 1) == nil)
    #expect(closed.ending(of: 3) == ending)
    #expect(closed.ending(of: UInt32(count) * 2 + 1) == ending)
  }

  @Test(arguments: [1, 255, 256, 257, 1_000])
  func `what we have reset is never taken for anything else`(count: Int) {
    var closed = ClosedStreams()
    for index in 0..<count { closed.remember(UInt32(index) * 2 + 1, .resetByUs) }
    for index in count..<(count + 600) { closed.remember(UInt32(index) * 2 + 1, .ended) }
    for index in 0..<count { #expect(closed.ending(of: UInt32(index) * 2 + 1) == .resetByUs) }
    for index in (count + 599 - 88)..<(count + 600) {
      #expect(closed.ending(of: UInt32(index) * 2 + 1) == .ended)
    }
    #expect(closed.ending(of: UInt32(count + 600) * 2 + 1) == nil)
  }
}
