/// Looks at the outer shape of a header block without decoding it.
enum HeaderBlockScan {
  /// Whether decoding the block leaves the dynamic table as it is.
  ///
  /// True when it has only indexed fields and literals that are not added to the table (RFC 7541
  /// §6.1, §6.2.2, §6.2.3): then equal bytes at the same table state always mean the same list.
  static func leavesTableUnchanged(_ block: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    while index < block.count {
      let first = block[index]
      if first & 0x80 != 0 {
        guard PrefixedInteger.read(block, at: &index, prefix: 7) != nil else { return false }
        continue
      }
      // 01...... adds an entry, 001..... changes the table's size.
      if first & 0x60 != 0 { return false }
      guard let name = PrefixedInteger.read(block, at: &index, prefix: 4) else { return false }
      if name == 0, !skipString(block, at: &index) { return false }
      if !skipString(block, at: &index) { return false }
    }
    return true
  }

  private static func skipString(_ block: UnsafeRawBufferPointer, at index: inout Int) -> Bool {
    guard let length = PrefixedInteger.read(block, at: &index, prefix: 7) else { return false }
    index += length
    return index <= block.count
  }
}
