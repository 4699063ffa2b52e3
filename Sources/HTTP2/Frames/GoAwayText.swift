/// What a GOAWAY frame carries for people to read, made fit for one line (RFC 9113 §6.8).
enum GoAwayText {
  /// Bytes that are kept: servers say a word such as `max_age`, or a sentence.
  static let mostBytes = 128

  static func of(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    let text = String(decoding: bytes.prefix(mostBytes), as: UTF8.self)
    let isPlain = { (scalar: Unicode.Scalar) in scalar.value >= 0x20 && scalar.value < 0x7f }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isPlain($0) ? $0 : "?" }))
  }
}
