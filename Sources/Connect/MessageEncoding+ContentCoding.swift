import Bytes
import GRPC

/// HTTP's names of compressions, which are in either case (RFC 9110 §8.4.1); gRPC's are not.
extension MessageEncoding {
  /// What a `content-encoding` says.
  init(contentCoding field: Span<UInt8>) {
    if Self.isGzip(field) {
      self = .gzip
    } else {
      let isIdentity = field.count == 8 && field.beginsIgnoringCase(with: "identity")
      self = isIdentity ? .identity : .other
    }
  }

  /// Whether an `accept-encoding` names gzip, with a weight above zero or none (RFC 9110 §12.5.3).
  static func acceptsGzip(_ field: Span<UInt8>) -> Bool {
    var start = 0
    for index in 0...field.count
    where index == field.count || field[index] == UInt8(ascii: ",") {
      if namesGzip(field, start..<index) { return true }
      start = index + 1
    }
    return false
  }

  /// The same of one element, such as `gzip;q=0.5`.
  private static func namesGzip(_ field: Span<UInt8>, _ element: Range<Int>) -> Bool {
    let mark = element.first { field[$0] == UInt8(ascii: ";") } ?? element.upperBound
    let name = trim(field, element.lowerBound..<mark)
    guard isGzip(field.extracting(name)) else { return false }
    guard mark < element.upperBound else { return true }
    let weight = trim(field, mark + 1..<element.upperBound)
    guard field.extracting(weight).beginsIgnoringCase(with: "q=0") else { return true }
    return weight.dropFirst(3).contains { (decimalDigit(field[$0]) ?? 0) > 0 }
  }

  /// RFC 9110 §8.4.1.3 has an old name beside it.
  private static func isGzip(_ name: Span<UInt8>) -> Bool {
    name.count == 4 && name.beginsIgnoringCase(with: "gzip")
      || name.count == 6 && name.beginsIgnoringCase(with: "x-gzip")
  }

  /// A part without the blanks around it.
  private static func trim(_ text: Span<UInt8>, _ part: Range<Int>) -> Range<Int> {
    var (start, end) = (part.lowerBound, part.upperBound)
    while start < end, isBlank(text[start]) { start += 1 }
    while start < end, isBlank(text[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
