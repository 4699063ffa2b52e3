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

  @Test func `the oldest ending is forgotten first`() {
    var closed = ClosedStreams()
    let count = ClosedStreams.remembered
    for index in 0...count { closed.remember(UInt32(index) * 2 + 1, .resetByUs) }
    #expect(closed.ending(of: 1) == nil)
    #expect(closed.ending(of: 3) == .resetByUs)
    #expect(closed.ending(of: UInt32(count) * 2 + 1) == .resetByUs)
  }
}
