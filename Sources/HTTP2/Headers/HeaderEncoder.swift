/// The HPACK encoder of one connection, made for sending the same few lists without end.
///
/// The first time a template is sent its fields enter the dynamic table; as nothing is ever
/// evicted, every later block is a few index bytes. What does not fit the table, and what is sent
/// only once, is a literal that leaves the table alone. (nghttp2's encoder would never index
/// `:path`: 31 bytes and 200 ns a call.)
struct HeaderEncoder {
  /// RFC 7541 lets the peer offer more; our lists do not need it.
  static let largestTable = 4_096

  private struct Installed {
    /// Where each field is: a static index, the dynamic table's nth insertion, or a literal.
    var places: [Place] = []
    /// The block, good as long as the table has `insertions` entries.
    var block: [UInt8] = []
    var insertions = -1
  }

  private enum Place {
    case fixed(Int)
    case inserted(Int)
    case literal
  }

  private var templates: [HeaderTemplate] = []
  private var installed: [Installed?] = []
  private var tableLimit = HeaderEncoder.largestTable
  private var tableSize = 0
  /// Counts what entered the table, and the times that it was emptied.
  private(set) var insertions = 0
  /// A table-size update must open the next block (RFC 7541 §4.2).
  private var mustAnnounceSize = false

  /// Makes a template known to the connection.
  mutating func register(_ template: HeaderTemplate) -> Int {
    templates.append(template)
    installed.append(nil)
    return templates.count - 1
  }

  /// The peer's SETTINGS_HEADER_TABLE_SIZE has changed: the table starts again, empty.
  mutating func peerTableSizeChanged(to size: Int) {
    let limit = min(size, Self.largestTable)
    guard limit != tableLimit else { return }
    tableLimit = limit
    tableSize = 0
    // Never a number that was there before, or blocks composed then would seem to be good still.
    insertions += 1
    mustAnnounceSize = true
    installed = installed.map { _ in nil }
  }

  /// The block of a template, to be sent at once, and only once.
  @inline(__always)
  mutating func block(_ template: Int) -> [UInt8] {
    if let current = installed[template], current.insertions == insertions {
      return current.block
    }
    return write(template)
  }

  /// Whether a template's block is what it was at this state of the table, and will stay so.
  func isSettled(_ template: Int) -> Bool {
    installed[template]?.insertions == insertions && !mustAnnounceSize
  }

  /// The block of a list that is sent once.
  mutating func encode(_ fields: [HeaderField]) -> [UInt8] {
    var block = sizeUpdate()
    for field in fields { Self.appendLiteral(field, to: &block) }
    return block
  }

  /// A field as a literal that does not touch the table (RFC 7541 §6.2.2), to stand behind any
  /// block.
  static func appendLiteral(_ field: HeaderField, to block: inout [UInt8]) {
    switch StaticTable.index(of: field) {
    case (let index, true)?:
      PrefixedInteger.append(index, prefix: 7, pattern: 0x80, to: &block)
      return
    case (let index, false)?:
      PrefixedInteger.append(index, prefix: 4, pattern: 0, to: &block)
    case nil:
      block.append(0)
      appendString(field.name, to: &block)
    }
    appendString(field.value, to: &block)
  }

  private mutating func write(_ template: Int) -> [UInt8] {
    if let known = installed[template] {
      // Later templates have pushed the entries down: the same places have new indices.
      let block = indexed(known.places, templates[template])
      installed[template] = Installed(places: known.places, block: block, insertions: insertions)
      return block
    }
    var first = sizeUpdate()
    let places = templates[template].fields.map { install($0, into: &first) }
    installed[template] = Installed(
      places: places,
      block: indexed(places, templates[template]),
      insertions: insertions
    )
    return first
  }

  private mutating func install(_ field: HeaderField, into block: inout [UInt8]) -> Place {
    let known = StaticTable.index(of: field)
    if let known, known.isWhole {
      PrefixedInteger.append(known.index, prefix: 7, pattern: 0x80, to: &block)
      return .fixed(known.index)
    }
    guard tableSize + field.tableSize <= tableLimit else {
      Self.appendLiteral(field, to: &block)
      return .literal
    }
    PrefixedInteger.append(known?.index ?? 0, prefix: 6, pattern: 0x40, to: &block)
    if known == nil { Self.appendString(field.name, to: &block) }
    Self.appendString(field.value, to: &block)
    tableSize += field.tableSize
    insertions += 1
    return .inserted(insertions)
  }

  private func indexed(_ places: [Place], _ template: HeaderTemplate) -> [UInt8] {
    var block: [UInt8] = []
    for (place, field) in zip(places, template.fields) {
      switch place {
      case .fixed(let index):
        PrefixedInteger.append(index, prefix: 7, pattern: 0x80, to: &block)
      case .inserted(let nth):
        // The newest entry has the lowest index behind the static table (RFC 7541 §2.3.3).
        let index = StaticTable.count + 1 + insertions - nth
        PrefixedInteger.append(index, prefix: 7, pattern: 0x80, to: &block)
      case .literal:
        Self.appendLiteral(field, to: &block)
      }
    }
    return block
  }

  /// Emptying the table on both sides is always lawful and needs no bookkeeping of evictions.
  private mutating func sizeUpdate() -> [UInt8] {
    guard mustAnnounceSize else { return [] }
    mustAnnounceSize = false
    var block: [UInt8] = []
    PrefixedInteger.append(0, prefix: 5, pattern: 0x20, to: &block)
    if tableLimit > 0 { PrefixedInteger.append(tableLimit, prefix: 5, pattern: 0x20, to: &block) }
    return block
  }

  /// A string without Huffman coding (RFC 7541 §5.2): it is sent once per connection.
  private static func appendString(_ string: [UInt8], to block: inout [UInt8]) {
    PrefixedInteger.append(string.count, prefix: 7, pattern: 0, to: &block)
    block.append(contentsOf: string)
  }
}
