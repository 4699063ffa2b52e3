public import JSON

extension Greet_HelloRequest: JSONMessage {
  public var jsonEstimate: Int { name.utf8.count + name.utf8.count / 8 + 16 }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    if let text = try reader.onlyText("name") { name = text }
  }

  public func write(to writer: inout JSONWriter) { writer.onlyText("name", name) }
}

extension Greet_HelloResponse: JSONMessage {
  public var jsonEstimate: Int { message.utf8.count + message.utf8.count / 8 + 16 }

  public init(from reader: inout JSONReader) throws(JSONFailure) {
    self.init()
    if let text = try reader.onlyText("message") { message = text }
  }

  public func write(to writer: inout JSONWriter) { writer.onlyText("message", message) }
}

extension JSONReader {
  /// Reads a message whose one field is a text.
  fileprivate mutating func onlyText(_ name: StaticString) throws(JSONFailure) -> String? {
    var text: String?
    var seen = SeenFields()
    try beginObject()
    while let key = try nextKey() {
      if key.is(name) {
        try seen.note(1, self)
        text = try unlessNull { (reader) throws(JSONFailure) in try reader.string() }
      } else {
        try skip()
      }
    }
    return text
  }
}

extension JSONWriter {
  fileprivate mutating func onlyText(_ name: StaticString, _ text: String) {
    beginObject()
    if !text.isEmpty {
      key(name)
      string(text)
    }
    endObject()
  }
}
