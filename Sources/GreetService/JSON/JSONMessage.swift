public import JSON
public import SwiftProtobuf

/// A message that reads and writes its JSON itself, by proto3's mapping: what SwiftProtobuf does
/// for any message, at a fraction of the cost.
public protocol JSONMessage: Message {
  /// About as many bytes as its JSON has.
  var jsonEstimate: Int { get }
  /// Reads the object that is next.
  init(from reader: inout JSONReader) throws(JSONFailure)
  /// Writes it as an object.
  func write(to writer: inout JSONWriter)
}

extension JSONMessage {
  /// Reads a text that is one message.
  init(json text: Span<UInt8>) throws(JSONFailure) {
    self = try JSONReader.read(text) { (reader) throws(JSONFailure) in
      try Self(from: &reader)
    }
  }

  /// The text; nil when it is longer than any may be.
  var json: [UInt8]? {
    JSONWriter.text(estimate: jsonEstimate) { write(to: &$0) }
  }
}

/// Which fields of a message have been there: none may come twice, under either of its names.
struct SeenFields {
  private var bits: UInt32 = 0

  /// Notes a field by its number, which is below 32.
  @inline(__always)
  mutating func note(_ field: UInt32, _ reader: borrowing JSONReader) throws(JSONFailure) {
    let bit: UInt32 = 1 << field
    guard bits & bit == 0 else { throw reader.failure(.duplicate) }
    bits |= bit
  }
}

extension JSONReader {
  /// Reads a list's elements; `null` is an empty one.
  @inline(__always)
  mutating func list<Element>(
    _ elements: inout [Element],
    _ element: (inout JSONReader) throws(JSONFailure) -> Element
  ) throws(JSONFailure) {
    if try null() { return }
    try beginList()
    while try nextElement() { elements.append(try element(&self)) }
  }

  /// Reads a value; nil for `null`, which leaves a field unset.
  @inline(__always)
  mutating func unlessNull<Value>(
    _ value: (inout JSONReader) throws(JSONFailure) -> Value
  ) throws(JSONFailure) -> Value? {
    try null() ? nil : value(&self)
  }
}
