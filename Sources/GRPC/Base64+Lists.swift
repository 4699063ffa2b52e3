public import Bytes

/// The text form of `-bin` metadata values: standard base64, which is sent without padding and
/// taken with it too (`doc/PROTOCOL-HTTP2.md`).
extension Base64 {
  /// The values of a `-bin` field, in which several may be joined by commas; nil when one of them
  /// is not base64.
  public static func decodeList(_ field: Span<UInt8>) -> [[UInt8]]? {
    var values: [[UInt8]] = []
    var start = 0
    for index in 0...field.count
    where index == field.count || field[index] == UInt8(ascii: ",") {
      guard let value = decodeBare(field.extracting(start..<index)) else { return nil }
      values.append(value)
      start = index + 1
    }
    return values
  }
}
