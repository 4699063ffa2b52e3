/// A received header list: the bytes of all names and values, end to end.
public struct HeaderFields: Sendable {
  private struct Ends {
    var name: Int
    var value: Int
  }

  private var bytes: [UInt8] = []
  private var ends: [Ends] = []

  init() {}

  public var count: Int { ends.count }

  /// Bytes of memory that the list has, used or not.
  var memory: Int { bytes.capacity + ends.capacity * MemoryLayout<Ends>.stride }

  /// Bytes of all names and values.
  var length: Int { bytes.count }

  /// Calls the body with each name and value in the order of arrival.
  public func forEach(_ body: (Span<UInt8>, Span<UInt8>) -> Void) {
    var start = 0
    let all = bytes.span
    for end in ends {
      body(all.extracting(start..<end.name), all.extracting(end.name..<end.value))
      start = end.value
    }
  }

  /// The same in memory of its own and no more than it needs: a list that was read into has room
  /// for the longest one before it.
  func compacted() -> HeaderFields {
    var fields = HeaderFields()
    fields.bytes.reserveCapacity(bytes.count)
    fields.bytes += bytes
    fields.ends.reserveCapacity(ends.count)
    fields.ends += ends
    return fields
  }

  mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  mutating func append(
    name: UnsafeBufferPointer<UInt8>,
    value: UnsafeBufferPointer<UInt8>
  ) {
    bytes.append(contentsOf: name)
    let nameEnd = bytes.count
    bytes.append(contentsOf: value)
    ends.append(Ends(name: nameEnd, value: bytes.count))
  }
}
