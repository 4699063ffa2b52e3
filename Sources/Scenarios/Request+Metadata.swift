/// What gRPC allows as custom metadata ("Custom-Metadata" in gRPC's `doc/PROTOCOL-HTTP2.md`).
extension Request.MetadataField {
  /// What stands in the place of `{call}` and `{random}` is so long, and valid base64 too.
  static let numberDigits = 16

  /// What the field counts for: name, value and 32 bytes (RFC 9113 §6.5.2).
  var size: Int { name.utf8.count + expanded.utf8.count + 32 }

  /// The value with its numbers in place, as far as its length and alphabet go.
  var expanded: String {
    let number = String(repeating: "0", count: Self.numberDigits)
    return value.replacing("{call}", with: number).replacing("{random}", with: number)
  }

  init(_ entry: MetadataEntry) throws(Complaint) {
    self.init(name: entry.name, value: entry.value)
    try Self.checkName(entry)
    if name.hasSuffix("-bin") {
      guard Base64Text.bytes(expanded) != nil else {
        throw entry.complaint(
          "has a value that is not base64, as names in -bin ask; encode its bytes"
        )
      }
      return
    }
    let bytes = expanded.utf8
    guard bytes.allSatisfy({ (0x20...0x7e).contains($0) }) else {
      throw entry.complaint(
        "has a value with characters outside printable ASCII; "
          + "give it a name in -bin and a value in base64"
      )
    }
    guard bytes.first != 0x20, bytes.last != 0x20 else {
      throw entry.complaint("has a value with a space at its end, which is lost on the way; cut it")
    }
  }

  /// Reads all the fields of a call.
  static func fields(_ entries: [MetadataEntry]) throws(Complaint) -> [Self] {
    var fields: [Self] = []
    var size = 0
    for entry in entries {
      let field = try Self(entry)
      fields.append(field)
      size += field.size
      guard fields.count <= Limits.metadataFields else {
        throw entry.complaint("is one too many; a call carries at most \(Limits.metadataFields)")
      }
      guard size <= Limits.metadataBytes else {
        throw entry.complaint(
          "makes the metadata \(size) bytes with 32 for each field; give at most "
            + "\(Limits.metadataBytes), which is what servers are sure to take"
        )
      }
    }
    return fields
  }

  private static func checkName(_ entry: MetadataEntry) throws(Complaint) {
    let name = entry.name
    guard !name.isEmpty else {
      throw entry.complaint("has no name; write one such as x-user")
    }
    guard !name.hasPrefix(":") else {
      throw entry.complaint("is a pseudo-header, which the call writes itself; choose another name")
    }
    guard !name.utf8.contains(where: { (65...90).contains($0) }) else {
      throw entry.complaint(
        "has capital letters, which HTTP/2 forbids; write \(Complaint.shown(name.lowercased()))"
      )
    }
    guard name.utf8.allSatisfy(isNameByte) else {
      throw entry.complaint("is not a name of metadata; use a-z, 0-9, _, - and .")
    }
    guard !name.hasPrefix("grpc-") else {
      throw entry.complaint("has the prefix grpc-, which is gRPC's own; choose another name")
    }
    guard !reserved.contains(name) else {
      throw entry.complaint("is written by the call itself or forbidden; choose another name")
    }
  }

  private static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
      true
    default: false
    }
  }

  /// Names that a call writes itself, and those that HTTP/2 forbids (RFC 9113 §8.2.2).
  private static let reserved: Set<String> = [
    "connection", "content-length", "content-type", "host", "keep-alive", "proxy-connection", "te",
    "transfer-encoding", "upgrade", "user-agent",
  ]
}
