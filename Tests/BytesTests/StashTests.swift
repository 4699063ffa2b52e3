import Bytes
import Testing

@Suite struct StashTests {
  @Test func `what is taken comes back in front of the next read`() {
    var buffer = ReceiveBuffer(capacity: 10)
    var stash = Stash()
    buffer.append([1, 2, 3, 4])
    buffer.consume(1)
    stash.take(from: &buffer)
    #expect(stash.count == 3)
    #expect(buffer.isEmpty == true)

    buffer.removeAll()
    buffer.append([9])
    stash.give(to: &buffer)
    buffer.append([5])
    #expect(stash.count == 0)
    #expect(buffer.withBytes(at: 0, count: 4) { b in b.indices.map { b[$0] } } == [2, 3, 4, 5])
  }

  @Test func `an empty stash gives an empty buffer`() {
    var buffer = ReceiveBuffer(capacity: 10)
    var stash = Stash()
    stash.take(from: &buffer)
    buffer.append([1])
    stash.give(to: &buffer)
    #expect(buffer.isEmpty == true)
    #expect(buffer.free == 10)
  }

  @Test func `a buffer too small for the stash ends the process`() async {
    await #expect(processExitsWith: .failure) {
      var large = ReceiveBuffer(capacity: 10)
      var small = ReceiveBuffer(capacity: 2)
      var stash = Stash()
      large.append([1, 2, 3])
      stash.take(from: &large)
      stash.give(to: &small)
    }
  }
}
