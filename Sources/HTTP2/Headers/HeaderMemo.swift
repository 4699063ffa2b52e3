import Bytes

/// Header blocks that were decoded before, with what they mean.
///
/// A block that leaves the decoder's table unchanged means the same list as long as the table stays
/// in the same state, so a repetition is recognized by its bytes and the decoder is skipped: about
/// 5 ns in place of 150.
struct HeaderMemo: ~Copyable {
  /// Different blocks that are remembered; the oldest is forgotten first.
  static let entries = 8
  /// The longest block worth remembering.
  static let longestBlock = 96

  struct Entry {
    var length = 0
    var kind = HeaderListKind.request
    /// The state of the decoder's table that the entry belongs to.
    var generation: UInt32 = 0
    /// The caller's own verdict on the list; zero until it gives one.
    var verdict: UInt32 = 0
    var contentLength: Int64 = -1
    var fields = HeaderFields()
  }

  private let keys: UnsafeMutableRawPointer
  private let table: UnsafeMutablePointer<Entry>
  private var next = 0

  init() {
    keys = .allocate(byteCount: Self.entries * Self.longestBlock, alignment: 16)
    table = .allocate(capacity: Self.entries)
    table.initialize(repeating: Entry(), count: Self.entries)
  }

  deinit {
    keys.deallocate()
    table.deinitialize(count: Self.entries)
    table.deallocate()
  }

  @inline(__always)
  func entry(_ index: Int) -> UnsafeMutablePointer<Entry> { table + index }

  /// The entry whose block, kind and table state are the given ones.
  @inline(__always)
  func find(
    _ block: UnsafeRawPointer, length: Int, kind: HeaderListKind, generation: UInt32
  ) -> Int? {
    for index in 0..<Self.entries
    where table[index].length == length && table[index].kind == kind
      && table[index].generation == generation
      && equal(keys + index * Self.longestBlock, block, length)
    {
      return index
    }
    return nil
  }

  /// Remembers a decoded block that leaves the table unchanged.
  mutating func remember(
    _ block: UnsafeRawBufferPointer, kind: HeaderListKind, generation: UInt32,
    contentLength: Int64, fields: HeaderFields
  ) -> Int? {
    guard block.count <= Self.longestBlock, let source = block.baseAddress,
      HeaderBlockScan.leavesTableUnchanged(block)
    else { return nil }
    let index = next
    next = (next + 1) % Self.entries
    (keys + index * Self.longestBlock).copyMemory(from: source, byteCount: block.count)
    table[index] = Entry(
      length: block.count, kind: kind, generation: generation, contentLength: contentLength,
      fields: fields)
    return index
  }

  /// Compares eight bytes at a time: the blocks are a few words long, a call to memcmp is longer.
  @inline(__always)
  private func equal(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, _ count: Int) -> Bool {
    var offset = 0
    while offset + 8 <= count {
      if left.bigEndian64(at: offset) != right.bigEndian64(at: offset) { return false }
      offset += 8
    }
    while offset < count {
      if left.byte(at: offset) != right.byte(at: offset) { return false }
      offset += 1
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
