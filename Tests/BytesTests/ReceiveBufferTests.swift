import Bytes
import Testing

@Suite struct ReceiveBufferTests {
  @Test func `bytes arrive at the end and are consumed from the start`() {
    var buffer = ReceiveBuffer(capacity: 10)
    buffer.append([1, 2, 3])
    buffer.append([4])
    #expect(buffer.count == 4)
    #expect(buffer.free == 6)
    buffer.consume(2)
    #expect(buffer.start == 2)
    #expect(buffer.count == 2)
    #expect(UnsafeRawPointer(buffer.head).byte(at: 0) == 3)
    // What is consumed is not free before the next turn.
    #expect(buffer.free == 6)
  }

  @Test func `a range is lent by its offset even when it is consumed`() {
    var buffer = ReceiveBuffer(capacity: 10)
    buffer.append([1, 2, 3, 4])
    buffer.consume(4)
    let lent = buffer.withBytes(at: 1, count: 2) { bytes in bytes.indices.map { bytes[$0] } }
    #expect(lent == [2, 3])
    #expect(buffer.withBytes(at: 4, count: 0) { $0.count } == 0)
  }

  @Test func `an emptied buffer has all its room`() {
    var buffer = ReceiveBuffer(capacity: 3)
    buffer.append([1, 2, 3])
    #expect(buffer.free == 0)
    buffer.removeAll()
    #expect(buffer.isEmpty == true)
    #expect(buffer.free == 3)
  }

  @Test func `consuming more than has arrived ends the process`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ReceiveBuffer(capacity: 10)
      buffer.append([1])
      buffer.consume(2)
    }
  }

  @Test func `lending bytes that have not arrived ends the process`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = ReceiveBuffer(capacity: 10)
      buffer.append([1])
      buffer.withBytes(at: 0, count: 2) { _ in }
    }
  }
}
