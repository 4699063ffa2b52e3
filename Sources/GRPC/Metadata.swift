import Bytes

/// The custom metadata of a call: an ordered list of fields in their wire form, each of them legal.
///
/// The rules are "Custom-Metadata" in gRPC's `doc/PROTOCOL-HTTP2.md`. Values of names that end in
/// `-bin` are kept as unpadded base64.
public struct Metadata: Hashable, Sendable {
  /// One field as it goes on the wire.
  public struct Field: Hashable, Sendable {
    public let name: String
    public let value: String
  }

  /// The size to which gRPC's documents tell everyone to keep the fields of one header block.
  public static let defaultSizeLimit = 8 << 10

  public private(set) var fields: [Field] = []

  /// What the fields count for against `sizeLimit`: name, value and 32 bytes each (RFC 9113
  /// §6.5.2), binary values after base64.
  public private(set) var size = 0
  public let sizeLimit: Int

  public init(sizeLimit: Int = Metadata.defaultSizeLimit) {
    self.sizeLimit = sizeLimit
  }

  /// Adds a field from text, which for a `-bin` name is base64, padded or not.
  public mutating func append(_ name: String, _ value: String) throws(MetadataError) {
    try Self.check(name: name)
    guard name.hasSuffix("-bin") else {
      try Self.check(value: value, of: name)
      return try appendChecked(name, value)
    }
    guard let bytes = Base64.decodeBare(value.utf8Span.span) else {
      throw .notBase64(name: name)
    }
    try appendChecked(name, Base64.encodeBare(bytes.span))
  }

  /// Adds a field of raw bytes, whose name must end in `-bin`.
  public mutating func append(_ name: String, bytes: Span<UInt8>) throws(MetadataError) {
    try Self.check(name: name)
    guard name.hasSuffix("-bin") else { throw .bytesNeedBinaryName(name: name) }
    try appendChecked(name, Base64.encodeBare(bytes))
  }

  private mutating func appendChecked(_ name: String, _ value: String) throws(MetadataError) {
    let grown = size + name.utf8.count + value.utf8.count + 32
    guard grown <= sizeLimit else {
      throw .overSize(name: name, size: grown, limit: sizeLimit)
    }
    fields.append(Field(name: name, value: value))
    size = grown
  }

  private static func check(name: String) throws(MetadataError) {
    guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else { throw .illegalName(name) }
    guard !name.hasPrefix("grpc-"), !reservedNames.contains(name) else { throw .reservedName(name) }
  }

  private static func check(value: String, of name: String) throws(MetadataError) {
    let bytes = value.utf8
    guard bytes.allSatisfy({ $0 >= 0x20 && $0 <= 0x7e }), bytes.first != UInt8(ascii: " "),
      bytes.last != UInt8(ascii: " ")
    else { throw .illegalValue(name: name) }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default:
      false
    }
  }

  /// Names that the call itself writes, and the connection fields that HTTP/2 forbids (RFC 9113
  /// §8.2.2).
  private static let reservedNames: Set<String> = [
    "connection", "content-type", "host", "keep-alive", "proxy-connection", "te",
    "transfer-encoding", "upgrade", "user-agent",
  ]
}
