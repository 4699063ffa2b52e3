/// Bytes on their way out: written at the end, taken from the start, kept across partial writes.
public struct SendBuffer: ~Copyable {
  /// An empty buffer larger than this gives its memory back.
  public static let retainedCapacity = 64 * 1024

  private static let initialCapacity = 512

  @usableFromInline var base: UnsafeMutableRawPointer?
  @usableFromInline var capacity = 0
  @usableFromInline var start = 0
  @usableFromInline var end = 0

  /// Bytes taken out over the buffer's life.
  public private(set) var totalTaken: Int64 = 0

  public init() {}

  deinit {
    base?.deallocate()
  }

  @inlinable
  public var count: Int { end - start }

  @inlinable
  public var isEmpty: Bool { start == end }

  /// Bytes put in over the buffer's life: the position of the next byte in the connection's stream.
  public var totalWritten: Int64 { totalTaken + Int64(count) }

  /// Lends room for `count` bytes, at least one, at the end; `wrote` says how many were used.
  @inlinable
  public mutating func reserve(_ count: Int) -> UnsafeMutableRawPointer {
    if end + count > capacity { makeRoom(count) }
    // makeRoom has allocated: a buffer without memory has no capacity.
    return base.unsafelyUnwrapped + end
  }

  @inlinable
  public mutating func wrote(_ count: Int) {
    end += count
  }

  /// What waits to be sent.
  public var readable: UnsafeRawBufferPointer {
    guard let base else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: base + start, count: end - start)
  }

  /// Removes bytes that were sent.
  public mutating func take(_ count: Int) {
    precondition(count >= 0 && count <= end - start, "took \(count) of \(end - start) bytes")
    totalTaken += Int64(count)
    start += count
    guard start == end else { return }
    start = 0
    end = 0
    guard capacity > Self.retainedCapacity else { return }
    base?.deallocate()
    base = nil
    capacity = 0
  }

  public mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    reserve(bytes.count).copyMemory(from: source, byteCount: bytes.count)
    wrote(bytes.count)
  }

  /// A copy of what waits, removed from the buffer: for tests and in-process conversations.
  public mutating func takeAll() -> [UInt8] {
    let bytes = [UInt8](readable)
    take(bytes.count)
    return bytes
  }

  @usableFromInline
  mutating func makeRoom(_ count: Int) {
    let used = end - start
    if let base, used + count <= capacity, start >= capacity / 2 {
      base.copyMemory(from: base + start, byteCount: used)
    } else {
      // A buffer that is more than half full doubles, or a slow reader would make us copy it for
      // each frame.
      var larger = max(capacity * 2, Self.initialCapacity)
      while larger < used + count { larger *= 2 }
      let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
      if let base {
        memory.copyMemory(from: base + start, byteCount: used)
        base.deallocate()
      }
      base = memory
      capacity = larger
    }
    start = 0
    end = used
  }
}
