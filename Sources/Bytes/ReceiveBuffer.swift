/// The memory that one event loop reads into: bytes arrive at the end and are consumed from the
/// start.
///
/// One buffer serves all connections of a loop; what a connection cannot use yet it keeps in its
/// own
/// `Stash` until its next turn.
public struct ReceiveBuffer: ~Copyable {
  /// Large enough that one read brings hundreds of small responses.
  public static let defaultCapacity = 256 * 1024

  public let base: UnsafeMutableRawPointer
  public let capacity: Int
  public private(set) var start = 0
  public private(set) var end = 0

  public init(capacity: Int = ReceiveBuffer.defaultCapacity) {
    precondition(capacity > 0, "a receive buffer of \(capacity) bytes")
    self.base = .allocate(byteCount: capacity, alignment: 64)
    self.capacity = capacity
  }

  deinit {
    base.deallocate()
  }

  /// Bytes that have arrived and are not consumed.
  @inlinable
  public var count: Int { end - start }

  @inlinable
  public var isEmpty: Bool { start == end }

  /// Room for the next read.
  @inlinable
  public var free: Int { capacity - end }

  /// The first byte not consumed.
  @inlinable
  public var head: UnsafeMutableRawPointer { base + start }

  /// Where the next read goes.
  @inlinable
  public var tail: UnsafeMutableRawPointer { base + end }

  public mutating func consume(_ count: Int) {
    precondition(count >= 0 && count <= end - start, "consumed \(count) of \(end - start) bytes")
    start += count
  }

  /// Says that `count` bytes were written at `tail`.
  public mutating func arrived(_ count: Int) {
    precondition(count >= 0 && count <= capacity - end, "\(count) bytes in \(capacity - end)")
    end += count
  }

  public mutating func removeAll() {
    start = 0
    end = 0
  }

  /// Lends the bytes at an offset from the base, as an event names them.
  @inlinable
  public func withBytes<Result, Failure: Error>(
    at offset: Int,
    count: Int,
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    precondition(offset >= 0 && count >= 0 && offset + count <= end, "bytes outside the buffer")
    let bytes = UnsafeBufferPointer(
      start: UnsafePointer((base + offset).assumingMemoryBound(to: UInt8.self)),
      count: count
    )
    return try body(bytes.span)
  }
}

extension ReceiveBuffer {
  /// Appends bytes as if they had been read, for tests and in-process conversations.
  public mutating func append(_ bytes: some Collection<UInt8>) {
    precondition(bytes.count <= free, "\(bytes.count) bytes in \(free)")
    UnsafeMutableRawBufferPointer(start: tail, count: bytes.count).copyBytes(from: bytes)
    arrived(bytes.count)
  }
}
