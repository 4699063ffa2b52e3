import Testing

@testable import Load

@Suite struct MessagePoolTests {
  private let messages: [[UInt8]] = [[1, 2, 3], [4], [5, 6]]

  @Test func `messages stand one after the other, and each has its ends`() {
    let pool = MessagePool(messages, repeated: false)
    #expect(pool.bytes == [1, 2, 3, 4, 5, 6])
    #expect(pool.ends == [3, 4, 6])
    #expect((0..<3).map { pool.start(of: $0) } == [0, 3, 4])
    #expect(pool.count == 3)
  }

  @Test func `small messages are repeated as wholes up to a comfortable size`() {
    let pool = MessagePool(messages, repeated: true)
    let times = MessagePool.comfortableBytes / 6
    #expect(pool.count == 3 * times)
    #expect(pool.bytes.count == 6 * times)
    for message in 0..<pool.count {
      #expect(
        Array(pool.bytes[pool.start(of: message)..<pool.ends[message]]) == messages[message % 3]
      )
    }
  }

  @Test func `large messages are not repeated`() {
    let large = [UInt8](repeating: 7, count: MessagePool.comfortableBytes)
    #expect(MessagePool([large], repeated: true).count == 1)
    #expect(MessagePool([large, [1]], repeated: true).count == 2)
  }
}
