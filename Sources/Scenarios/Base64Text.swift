import Foundation

/// Bytes written as base64 (RFC 4648 §4).
enum Base64Text {
  static func text(_ bytes: [UInt8]) -> String {
    Data(bytes).base64EncodedString()
  }

  /// The bytes of a text with or without padding; nothing if it is not base64.
  static func bytes(_ text: String) -> [UInt8]? {
    let missing = text.hasSuffix("=") ? 0 : (4 - text.utf8.count % 4) % 4
    guard missing < 3 else { return nil }
    return Data(base64Encoded: text + String(repeating: "=", count: missing)).map(Array.init)
  }
}
