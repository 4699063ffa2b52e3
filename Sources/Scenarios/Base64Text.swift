import Bytes

/// Bytes that a scenario writes as base64 (RFC 4648 §4), with or without padding.
enum Base64Text {
  static func text(_ bytes: [UInt8]) -> String { Base64.encode(bytes) }

  /// The bytes of a text; nothing if it is not base64.
  static func bytes(_ text: String) -> [UInt8]? {
    let missing = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
    return try? Base64.decode(text + String(repeating: "=", count: missing))
  }
}
