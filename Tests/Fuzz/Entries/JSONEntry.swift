import Foundation
import JSON

/// A JSON text, whose values are read as what the input itself says.
///
/// The first four bytes are the steps: as what each value is read. The same text must be read as
/// the same with blanks behind it, which moves its last bytes away from the end of the memory; what
/// can be read at all is JSON to one who passes over it; and a value that is written again comes
/// back.
enum JSONEntry {
  static func play(_ input: [UInt8]) {
    guard input.count >= 4 else { return }
    let steps = Array(input[..<4])
    let text = Array(input[4...])
    let read = values(of: text, steps)
    for blanks in [1, 8] {
      let longer = text + [UInt8](repeating: 0x20, count: blanks)
      precondition(values(of: longer, steps) == read, "other values with \(blanks) blanks behind")
    }
    guard read != nil else { return }
    precondition(isJSON(text), "what was read is no JSON")
  }

  /// What the text says, in words; nil if it cannot be read so.
  private static func values(of text: [UInt8], _ steps: [UInt8]) -> [String]? {
    try? JSONReader.read(text.span) { (reader) throws(JSONFailure) in
      var walk = Walk(steps: steps)
      try walk.value(&reader)
      return walk.values
    }
  }

  private static func isJSON(_ text: [UInt8]) -> Bool {
    let passed: Void? = try? JSONReader.read(text.span) { (reader) throws(JSONFailure) in
      try reader.skip()
    }
    return passed != nil
  }
}

/// The way through one text.
private struct Walk {
  let steps: [UInt8]
  var taken = 0
  var values: [String] = []

  private mutating func step() -> UInt8 {
    defer { taken += 1 }
    return steps[taken % steps.count] % 11
  }

  mutating func value(_ reader: inout JSONReader) throws(JSONFailure) {
    switch step() {
    case 0: try reader.skip()
    case 1:
      try reader.beginObject()
      while let key = try reader.nextKey() {
        values.append(try reader.text(of: key))
        try value(&reader)
      }
    case 2:
      try reader.beginList()
      while try reader.nextElement() { try value(&reader) }
    case 3:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.string() }) { $0.string($1) }
    case 4:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.data() }) { $0.data($1) }
    case 5:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.int32() }) { $0.number($1) }
    case 6:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.int64() }) { $0.quoted($1) }
    case 7:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.uint64() }) { $0.quoted($1) }
    case 8:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.double() }) { $0.number($1) }
    case 9:
      try scalar(&reader, { (r) throws(JSONFailure) in try r.float() }) { $0.number($1) }
    default:
      if try reader.null() { return }
      try scalar(&reader, { (r) throws(JSONFailure) in try r.bool() }) { $0.bool($1) }
    }
  }

  /// Reads a value, writes it alone, and reads that.
  private mutating func scalar<Value: Equatable>(
    _ reader: inout JSONReader,
    _ read: (inout JSONReader) throws(JSONFailure) -> Value,
    _ write: (inout JSONWriter, Value) -> Void
  ) throws(JSONFailure) {
    let value = try read(&reader)
    values.append("\(value)")
    let text = JSONWriter.text(estimate: 1) { write(&$0, value) } ?? []
    let back = try? JSONReader.read(text.span, read)
    // Not a number is not equal to itself.
    precondition(back == value || value != value, "\(value) came back as another one")
  }
}
