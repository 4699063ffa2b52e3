import Testing
import Timing

@testable import Bytes

@Suite struct SendBufferTests {
  private func write(_ bytes: [UInt8], to buffer: inout SendBuffer) {
    bytes.withUnsafeBytes { buffer.append($0) }
  }

  @Test func `a new buffer is empty and has no memory`() {
    var buffer = SendBuffer()
    #expect(buffer.isEmpty == true)
    #expect(buffer.readable.count == 0)
    #expect(buffer.takeAll() == [])
  }

  @Test func `appending nothing to a new buffer is nothing`() {
    var buffer = SendBuffer()
    write([], to: &buffer)
    [UInt8](repeating: 1, count: 4)[..<0].withUnsafeBytes { buffer.append($0) }
    #expect(buffer.isEmpty == true)
  }

  @Test func `what is reserved and not written does not count`() {
    var buffer = SendBuffer()
    buffer.reserve(100).store(byte: 7, at: 0)
    buffer.wrote(1)
    #expect(buffer.takeAll() == [7])
  }

  @Test(arguments: 1...10 as ClosedRange<UInt64>)
  func `bytes leave in the order of their arrival`(seed: UInt64) {
    var random = SplitMix64(seed: seed)
    var buffer = SendBuffer()
    var model: [UInt8] = []
    var written: Int64 = 0
    for step in 0..<300 {
      if Bool.random(using: &random) {
        let count = Int.random(in: 0...Int.random(in: 1...3_000, using: &random), using: &random)
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &+ step) }
        write(bytes, to: &buffer)
        model += bytes
        written += Int64(count)
      } else {
        let count = Int.random(in: 0...model.count, using: &random)
        #expect(buffer.readable.prefix(count).elementsEqual(model.prefix(count)) == true)
        buffer.take(count)
        model.removeFirst(count)
      }
      #expect(buffer.count == model.count)
      #expect(buffer.totalWritten == written)
      #expect(buffer.totalTaken == written - Int64(model.count))
    }
    #expect(buffer.takeAll() == model)
  }

  @Test func `a full buffer that drains slowly is copied seldom`() {
    var buffer = SendBuffer()
    write([UInt8](repeating: 1, count: 1_000_000), to: &buffer)
    var moves = 0
    var address: UnsafeRawPointer?
    for _ in 0..<2_000 {
      buffer.take(100)
      write([UInt8](repeating: 2, count: 100), to: &buffer)
      // The end of the readable bytes moves backwards exactly when they are copied.
      let end = buffer.readable.baseAddress.map { $0 + buffer.count }
      if let end, let address, end < address || end > address + 100 { moves += 1 }
      address = end
    }
    #expect(moves <= 3)
  }

  @Test func `memory that is used is kept, and given back when it no longer is`() {
    var buffer = SendBuffer()
    let message = [UInt8](repeating: 1, count: 1_000_000)
    for _ in 0..<3 {
      write(message, to: &buffer)
      let address = buffer.readable.baseAddress
      buffer.take(message.count)
      // Small things in between are no reason to give it back.
      for _ in 0..<(SendBuffer.patience - 1) {
        write([1], to: &buffer)
        #expect(buffer.readable.baseAddress == address)
        buffer.take(1)
        buffer.take(0)
      }
    }
    write([1], to: &buffer)
    buffer.take(1)
    #expect(buffer.capacity == 0)
    write([1, 2], to: &buffer)
    #expect(buffer.takeAll() == [1, 2])
  }

  @Test func `very large memory is given back at once, small memory never`() {
    var buffer = SendBuffer()
    write([UInt8](repeating: 1, count: SendBuffer.largestRetainedCapacity + 1), to: &buffer)
    buffer.take(SendBuffer.largestRetainedCapacity)
    #expect(buffer.capacity > SendBuffer.largestRetainedCapacity)
    buffer.take(1)
    #expect(buffer.capacity == 0)
    write([UInt8](repeating: 1, count: SendBuffer.retainedCapacity), to: &buffer)
    buffer.take(SendBuffer.retainedCapacity)
    for _ in 0...SendBuffer.patience {
      write([1], to: &buffer)
      buffer.take(1)
      #expect(buffer.capacity >= SendBuffer.retainedCapacity)
    }
  }

  @Test func `taking more than there is ends the process`() async {
    await #expect(processExitsWith: .failure) {
      var buffer = SendBuffer()
      buffer.take(1)
    }
  }
}
