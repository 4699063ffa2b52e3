/// Bytes on their way out: written at the end, taken from the start, kept across partial writes.
///
/// What it holds at once is up to the writer, who best writes long messages in slices as there is
/// room: 1 MiB by 128 KiB takes 57 µs in place of 103, because a slice stays in the cache.
public struct SendBuffer: ~Copyable {
  /// Memory up to this size is kept for good.
  public static let retainedCapacity = 64 * 1024

  /// Memory up to this size is kept while it is used; larger memory goes when the buffer is empty.
  ///
  /// With fresh memory for each, a message of 1 MiB takes 550 to 760 µs in place of 103.
  public static let largestRetainedCapacity = 4 * 1024 * 1024

  /// Times that the buffer runs empty with less than a quarter used before its memory goes.
  public static let patience = 64

  private static let initialCapacity = 512

  @usableFromInline var base: UnsafeMutableRawPointer?
  @usableFromInline var capacity = 0
  @usableFromInline var start = 0
  @usableFromInline var end = 0
  /// Times in a row that less than a quarter of the memory was used.
  private var timesTooLarge = 0

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
    guard start == end, count > 0 else { return }
    let used = end
    start = 0
    end = 0
    if capacity > Self.retainedCapacity { reconsiderMemory(used: used) }
  }

  private mutating func reconsiderMemory(used: Int) {
    timesTooLarge = used < capacity / 4 ? timesTooLarge + 1 : 0
    guard capacity > Self.largestRetainedCapacity || timesTooLarge == Self.patience else { return }
    base?.deallocate()
    base = nil
    capacity = 0
    timesTooLarge = 0
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
