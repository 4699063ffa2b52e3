import CNGHTTP2

/// nghttp2's HPACK decoder of one connection, and the state of its table.
struct HeaderDecoder: ~Copyable {
  enum Failure: Error {
    /// The block is not HPACK: the tables of both sides differ from now on.
    case corrupt
    case outOfMemory
  }

  /// Made for the first block: a connection that turns out to speak another protocol needs none.
  private var inflater: OpaquePointer?
  /// Counts the blocks that changed the table: blocks mean the same while it stands still.
  private(set) var generation: UInt32 = 1

  init() {}

  deinit {
    if let inflater { nghttp2_hd_inflate_del(inflater) }
  }

  private mutating func ready() -> OpaquePointer {
    if let inflater { return inflater }
    var pointer: OpaquePointer?
    let code = nghttp2_hd_inflate_new(&pointer)
    guard code == 0, let pointer else {
      preconditionFailure("nghttp2_hd_inflate_new returned \(code)")
    }
    inflater = pointer
    return pointer
  }

  /// Our SETTINGS_HEADER_TABLE_SIZE holds from now on.
  mutating func changeTableSize(to size: Int) {
    generation &+= 1
    let code = nghttp2_hd_inflate_change_table_size(ready(), size)
    precondition(code == 0, "nghttp2_hd_inflate_change_table_size returned \(code)")
  }

  /// Decodes a whole block into `rules` and, as far as the limits go, `fields`.
  ///
  /// A list over its limit is decoded to the end all the same, because the table must follow.
  mutating func decode(
    _ block: UnsafeRawBufferPointer,
    into fields: inout HeaderFields,
    rules: inout HeaderRules
  ) throws(Failure) {
    fields.removeAll()
    let inflater = ready()
    if !HeaderBlockScan.leavesTableUnchanged(block) { generation &+= 1 }
    var input = block.baseAddress?.assumingMemoryBound(to: UInt8.self)
    var left = block.count
    while true {
      var field = nghttp2_nv()
      var flags: Int32 = 0
      let used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, input, left, 1)
      guard used >= 0 else {
        throw used == Int(NGHTTP2_ERR_NOMEM.rawValue) ? .outOfMemory : .corrupt
      }
      input = input.map { $0 + used }
      left -= used
      if UInt32(flags) & NGHTTP2_HD_INFLATE_EMIT.rawValue != 0 {
        let name = UnsafeBufferPointer(start: field.name, count: field.namelen)
        let value = UnsafeBufferPointer(start: field.value, count: field.valuelen)
        if rules.accept(name: name, value: value) { fields.append(name: name, value: value) }
      }
      if UInt32(flags) & NGHTTP2_HD_INFLATE_FINAL.rawValue != 0 { break }
      guard left > 0 || used > 0 else { throw .corrupt }
    }
    let ended = nghttp2_hd_inflate_end_headers(inflater)
    precondition(ended == 0, "nghttp2_hd_inflate_end_headers returned \(ended)")
  }
}
