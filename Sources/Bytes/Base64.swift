/// Base64 (RFC 4648), both ways.
public enum Base64 {
  /// A text that is not standard, padded base64.
  public struct Failure: Error, Equatable, CustomStringConvertible {
    public var description: String {
      "the text is not padded base64; check that it was copied whole"
    }
  }

  /// The text of the bytes, padded to a multiple of four digits.
  public static func encode(_ bytes: [UInt8]) -> String {
    bytes.withUnsafeBytes { text($0, isPadded: true) }
  }

  /// The text of the bytes without padding.
  public static func encodeBare(_ bytes: Span<UInt8>) -> String {
    bytes.withUnsafeBytes { text($0, isPadded: false) }
  }

  /// The bytes that `text` stands for.
  ///
  /// - Throws: `Failure` for a length that is not a multiple of four, a character outside the
  ///   alphabet (also white space), padding anywhere but at the end, or bits set under the padding.
  public static func decode(_ text: String) throws -> [UInt8] {
    var text = text
    return try text.withUTF8 { utf8 throws -> [UInt8] in
      guard utf8.count % 4 == 0 else { throw Failure() }
      let text = UnsafeRawBufferPointer(utf8)
      guard let bytes = bytes(text, .standard, takesLooseBits: false) else { throw Failure() }
      return bytes
    }
  }

  /// The bytes of a text with or without padding, whatever bits are under it; nil when it is not
  /// standard base64.
  public static func decodeBare(_ text: Span<UInt8>) -> [UInt8]? {
    text.withUnsafeBytes { bytes($0, .standard, takesLooseBits: true) }
  }

  private static func text(_ bytes: UnsafeRawBufferPointer, isPadded: Bool) -> String {
    String(unsafeUninitializedCapacity: Base64Digits.count(of: bytes.count, isPadded: isPadded)) {
      guard let text = $0.baseAddress else { return 0 }
      return Base64Digits.write(bytes, to: text, isPadded: isPadded)
    }
  }

  private static func bytes(
    _ text: UnsafeRawBufferPointer,
    _ alphabet: Base64Digits.Alphabet,
    takesLooseBits: Bool
  ) -> [UInt8]? {
    guard let digits = Base64Digits.digits(of: text) else { return nil }
    var outcome = Base64Digits.Outcome.whole
    let size = Base64Digits.size(of: digits)
    // The array of no bytes is one for all threads, and making one writes its length.
    guard size > 0 else { return digits.isEmpty ? [] : nil }
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { room, count in
      guard let target = room.baseAddress else { return }
      outcome = Base64Digits.read(digits, to: target, alphabet)
      count = room.count
    }
    switch outcome {
    case .whole: return bytes
    case .loose: return takesLooseBits ? bytes : nil
    case .broken: return nil
    }
  }
}
