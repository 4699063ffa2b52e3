/// One header field to be sent.
public struct HeaderField: Sendable, Hashable {
  public let name: [UInt8]
  public let value: [UInt8]

  public init(_ name: String, _ value: String) {
    self.name = Array(name.utf8)
    self.value = Array(value.utf8)
  }

  public init(name: [UInt8], value: [UInt8]) {
    self.name = name
    self.value = value
  }

  /// What the field costs in a dynamic table (RFC 7541 §4.1).
  var tableSize: Int { name.count + value.count + 32 }
}
