import Bytes

/// A gzip stream, cut anywhere; and bytes that are compressed and back.
///
/// The first byte is the size of the pieces. Whatever the bytes are, whole and in pieces they must
/// hold the same or be wrong in the same way, and never give more than the limit and one byte.
enum GzipEntry {
  static func play(_ input: [UInt8]) {
    guard let first = input.first else { return }
    let bytes = Array(input.dropFirst())
    let limit = 40_000
    let whole = Unpacked.of(bytes, pieces: bytes.count + 1, limit: limit)
    let pieces = Unpacked.of(bytes, pieces: Int(first) + 1, limit: limit)
    precondition(whole.failure == pieces.failure, "another verdict in pieces of \(first)")
    if whole.failure == nil { precondition(whole.bytes == pieces.bytes, "other bytes in pieces") }
    precondition(max(whole.bytes.count, pieces.bytes.count) <= limit + 1, "more than allowed")
    var encoder = GzipEncoder()
    var packed: [UInt8] = []
    encoder.compress(bytes.span, into: &packed)
    let back = Unpacked.of(packed, pieces: Int(first) + 1, limit: bytes.count)
    precondition(back.failure == nil && back.bytes == bytes, "something else came back")
  }
}

/// What a stream holds, or what is wrong with it.
private struct Unpacked {
  var bytes: [UInt8] = []
  var failure: GzipDecoder.Failure?

  static func of(_ stream: [UInt8], pieces size: Int, limit: Int) -> Unpacked {
    var decoder = GzipDecoder()
    var unpacked = Unpacked()
    decoder.begin()
    do throws(GzipDecoder.Failure) {
      for start in Swift.stride(from: 0, to: stream.count, by: size) {
        let piece = Array(stream[start..<min(stream.count, start + size)])
        try decoder.read(piece.span, into: &unpacked.bytes, limit: limit)
      }
      try decoder.end()
    } catch {
      unpacked.failure = error
    }
    return unpacked
  }
}
