import Bytes

/// Header blocks that were decoded before, with what they mean.
///
/// A block that leaves the decoder's table unchanged means the same list as long as the table stays
/// in the same state, so a repetition is recognized by its bytes and the decoder is skipped.
struct HeaderMemo: ~Copyable {
  /// Different blocks that are remembered; the oldest is forgotten first.
  static let capacity = 8
  /// The longest block worth remembering.
  static let longestBlock = 96
  /// The same of a list's names and values.
  ///
  /// A block of a few bytes can stand for 16 KiB. Lists of gRPC's clients have 150 to 300 bytes,
  /// and some hundred more with a token.
  static let longestList = 1_024

  struct Entry {
    /// The caller's own verdict on the list; zero until it gives one.
    var verdict: UInt32 = 0
    var contentLength: Int64 = -1
    var fields = HeaderFields()
  }

  /// Nothing until a block is remembered, as the entries: a connection that turns out to speak
  /// HTTP/1.1 never does.
  private var blocks: UnsafeMutableRawPointer?
  /// What must agree beside the bytes: length, kind and table state in one word.
  private var marks: UnsafeMutablePointer<UInt64>
  private var entries: UnsafeMutablePointer<Entry>?
  private var next = 0
  /// Bytes of memory for what is remembered.
  private(set) var memory = 0

  init() {
    marks = Self.noMarks
  }

  deinit {
    guard let blocks, let entries else { return }
    blocks.deallocate()
    marks.deallocate()
    entries.deinitialize(count: Self.capacity)
    entries.deallocate()
  }

  /// The marks of all memos without memory: they agree with no block, and are never written.
  private nonisolated(unsafe) static let noMarks: UnsafeMutablePointer<UInt64> = {
    let marks = UnsafeMutablePointer<UInt64>.allocate(capacity: capacity)
    marks.initialize(repeating: 0, count: capacity)
    return marks
  }()

  private mutating func takeMemory() {
    blocks = .allocate(byteCount: Self.capacity * Self.longestBlock, alignment: 16)
    marks = .allocate(capacity: Self.capacity)
    marks.initialize(repeating: 0, count: Self.capacity)
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: Self.capacity)
    entries.initialize(repeating: Entry(), count: Self.capacity)
    self.entries = entries
    memory = Self.capacity * (Self.longestBlock + MemoryLayout<UInt64>.stride)
    memory += Self.capacity * MemoryLayout<Entry>.stride
  }

  /// An entry that was found, or remembered.
  @inline(__always)
  func entry(_ index: Int) -> UnsafeMutablePointer<Entry> { entries.unsafelyUnwrapped + index }

  /// The entry whose block, kind and table state are the given ones; the block is not too long.
  @inline(__always)
  func find(
    _ block: UnsafeRawPointer,
    length: Int,
    kind: HeaderListKind,
    generation: UInt32
  ) -> Int? {
    let mark = Self.mark(length, kind, generation)
    var index = 0
    while index < Self.capacity {
      if marks[index] == mark,
        equal(blocks.unsafelyUnwrapped + index * Self.longestBlock, block, length)
      {
        return index
      }
      index &+= 1
    }
    return nil
  }

  /// Remembers a decoded block, if it leaves the table unchanged and neither it nor its list is
  /// long.
  mutating func remember(
    _ block: UnsafeRawBufferPointer,
    kind: HeaderListKind,
    generation: UInt32,
    contentLength: Int64,
    fields: HeaderFields
  ) -> Int? {
    guard block.count <= Self.longestBlock, fields.length <= Self.longestList,
      let source = block.baseAddress, HeaderBlockScan.leavesTableUnchanged(block)
    else { return nil }
    if entries == nil { takeMemory() }
    let index = next
    next = (next + 1) % Self.capacity
    (blocks.unsafelyUnwrapped + index * Self.longestBlock)
      .copyMemory(from: source, byteCount: block.count)
    marks[index] = Self.mark(block.count, kind, generation)
    memory -= entry(index).pointee.fields.memory
    entry(index).pointee = Entry(contentLength: contentLength, fields: fields.compacted())
    memory += entry(index).pointee.fields.memory
    return index
  }

  /// Never zero, which marks an entry that is free.
  @inline(__always)
  private static func mark(_ length: Int, _ kind: HeaderListKind, _ generation: UInt32) -> UInt64 {
    UInt64(generation) << 32 | UInt64(kind.rawValue) << 16 | UInt64(length + 1)
  }

  /// Compares eight bytes at a time: the blocks are a few words long, a call to memcmp is longer.
  @inline(__always)
  private func equal(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    var offset = 0
    while offset &+ 8 <= count {
      if left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
      {
        return false
      }
      offset &+= 8
    }
    while offset < count {
      if left.byte(at: offset) != right.byte(at: offset) { return false }
      offset &+= 1
    }
    return true
  }
}

/// What a header list is the head of: it decides which fields are lawful (RFC 9113 §8).
enum HeaderListKind: UInt8 {
  case request
  case response
  case trailers
}
