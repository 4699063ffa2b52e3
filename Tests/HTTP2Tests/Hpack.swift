import CNGHTTP2

@testable import HTTP2

/// nghttp2's HPACK decoder, which must understand what our encoder writes.
final class Inflater {
  private let inflater: OpaquePointer

  init() {
    var pointer: OpaquePointer?
    let code = nghttp2_hd_inflate_new(&pointer)
    guard code == 0, let pointer else { preconditionFailure("no inflater: \(code)") }
    inflater = pointer
  }

  deinit { nghttp2_hd_inflate_del(inflater) }

  func changeTableSize(to size: Int) {
    nghttp2_hd_inflate_change_table_size(inflater, size)
  }

  var tableSize: Int { nghttp2_hd_inflate_get_dynamic_table_size(inflater) }

  /// The list of a block; nil when the block is corrupt.
  func decode(_ block: [UInt8]) -> [HeaderField]? {
    var fields: [HeaderField] = []
    let isWhole = block.withUnsafeBufferPointer { buffer -> Bool in
      var input = buffer.baseAddress
      var left = buffer.count
      while true {
        var field = nghttp2_nv()
        var flags: Int32 = 0
        let used = nghttp2_hd_inflate_hd2(inflater, &field, &flags, input, left, 1)
        guard used >= 0 else { return false }
        input = input.map { $0 + used }
        left -= used
        if flags & 2 != 0 {
          fields.append(
            HeaderField(
              name: Array(UnsafeBufferPointer(start: field.name, count: field.namelen)),
              value: Array(UnsafeBufferPointer(start: field.value, count: field.valuelen))
            )
          )
        }
        if flags & 1 != 0 { return true }
      }
    }
    guard isWhole else { return nil }
    nghttp2_hd_inflate_end_headers(inflater)
    return fields
  }
}

/// nghttp2's HPACK encoder, for blocks as other implementations write them.
final class Deflater {
  private let deflater: OpaquePointer

  init(tableSize: Int = 4_096) {
    var pointer: OpaquePointer?
    let code = nghttp2_hd_deflate_new(&pointer, tableSize)
    guard code == 0, let pointer else { preconditionFailure("no deflater: \(code)") }
    deflater = pointer
  }

  deinit { nghttp2_hd_deflate_del(deflater) }

  func encode(_ fields: [HeaderField]) -> [UInt8] {
    NameValues.with(fields) { pointer, count in
      let bound = nghttp2_hd_deflate_bound(deflater, pointer, count)
      return [UInt8](unsafeUninitializedCapacity: bound) { buffer, used in
        used = max(
          0,
          nghttp2_hd_deflate_hd(deflater, buffer.baseAddress, bound, pointer, count)
        )
      }
    }
  }
}

/// A header list as nghttp2 takes it.
enum NameValues {
  static func with<Result>(
    _ fields: [HeaderField],
    _ body: (UnsafeMutablePointer<nghttp2_nv>?, Int) -> Result
  ) -> Result {
    let bytes = fields.flatMap { $0.name + $0.value }
    let storage = UnsafeMutablePointer<UInt8>.allocate(capacity: bytes.count + 1)
    defer { storage.deallocate() }
    storage.initialize(from: bytes, count: bytes.count)
    var next = storage
    var list = fields.map { field in
      let name = next
      next += field.name.count
      let value = next
      next += field.value.count
      return nghttp2_nv(
        name: name,
        value: value,
        namelen: field.name.count,
        valuelen: field.value.count,
        flags: 0
      )
    }
    return list.withUnsafeMutableBufferPointer { body($0.baseAddress, $0.count) }
  }
}
