import CNGHTTP2

/// HPACK's static table (RFC 7541 appendix A), read from nghttp2 once.
enum StaticTable {
  static let count = 61

  /// The entry's index: of the whole field, or else of its name alone.
  static func index(of field: HeaderField) -> (index: Int, isWhole: Bool)? {
    if let whole = wholes[field] { return (whole, true) }
    return index(named: field.name).map { ($0, false) }
  }

  /// The first entry with a name.
  static func index(named name: [UInt8]) -> Int? { names[name] }

  private static let fields: [HeaderField] = {
    var inflater: OpaquePointer?
    let code = nghttp2_hd_inflate_new(&inflater)
    precondition(code == 0, "nghttp2_hd_inflate_new returned \(code)")
    defer { nghttp2_hd_inflate_del(inflater) }
    return (1...count).map { index in
      guard let entry = nghttp2_hd_inflate_get_table_entry(inflater, index)?.pointee else {
        preconditionFailure("nghttp2 has no static table entry \(index)")
      }
      return HeaderField(
        name: Array(UnsafeBufferPointer(start: entry.name, count: entry.namelen)),
        value: Array(UnsafeBufferPointer(start: entry.value, count: entry.valuelen))
      )
    }
  }()

  private static let wholes = Dictionary(
    zip(fields, 1...),
    uniquingKeysWith: { first, _ in first }
  )

  private static let names = Dictionary(
    zip(fields.map(\.name), 1...),
    uniquingKeysWith: { first, _ in first }
  )
}
