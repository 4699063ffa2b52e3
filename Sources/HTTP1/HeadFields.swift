import Bytes

/// The parts of one head, copied out of the bytes that brought them.
struct HeadFields {
  private struct Field {
    let name: Range<Int>
    let value: Range<Int>
  }

  private(set) var bytes: [UInt8] = []
  private var fields: [Field] = []
  private(set) var method = 0..<0
  private(set) var target = 0..<0

  var count: Int { fields.count }

  /// Bytes of memory that the parts have, used or not.
  var memory: Int { bytes.capacity + fields.capacity * MemoryLayout<Field>.stride }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    fields.removeAll(keepingCapacity: true)
    method = 0..<0
    target = 0..<0
  }

  mutating func setRequestLine(method: Span<UInt8>, target: Span<UInt8>) {
    self.method = add(method)
    self.target = add(target)
  }

  /// Adds a field; its name is kept in lower case.
  ///
  /// - Returns: Where the name is kept.
  mutating func append(name: Span<UInt8>, value: Span<UInt8>) -> Range<Int> {
    let start = bytes.count
    for index in name.indices { bytes.append(lowercased(name[index])) }
    let kept = start..<bytes.count
    fields.append(Field(name: kept, value: add(value)))
    return kept
  }

  func forEach(_ body: (Span<UInt8>, Span<UInt8>) -> Void) {
    let bytes = bytes.span
    for field in fields {
      body(bytes.extracting(field.name), bytes.extracting(field.value))
    }
  }

  private mutating func add(_ text: Span<UInt8>) -> Range<Int> {
    let start = bytes.count
    bytes.append(text)
    return start..<bytes.count
  }
}
