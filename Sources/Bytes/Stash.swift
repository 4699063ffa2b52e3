/// Bytes of an incomplete frame that wait for the rest; it holds memory only while it holds bytes.
public struct Stash: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  public private(set) var count = 0

  public init() {}

  deinit {
    base?.deallocate()
  }

  /// Takes all that is left in a receive buffer.
  public mutating func take(from buffer: inout ReceiveBuffer) {
    precondition(count == 0, "a stash of \(count) bytes was not given back")
    guard !buffer.isEmpty else { return }
    let memory = UnsafeMutableRawPointer.allocate(byteCount: buffer.count, alignment: 1)
    memory.copyMemory(from: buffer.head, byteCount: buffer.count)
    base = memory
    count = buffer.count
    buffer.consume(buffer.count)
  }

  /// Puts the bytes in front of what will be read next.
  public mutating func give(to buffer: inout ReceiveBuffer) {
    buffer.removeAll()
    guard let base else { return }
    precondition(count <= buffer.capacity, "\(count) bytes in a buffer of \(buffer.capacity)")
    buffer.tail.copyMemory(from: base, byteCount: count)
    buffer.arrived(count)
    base.deallocate()
    self.base = nil
    count = 0
  }
}
