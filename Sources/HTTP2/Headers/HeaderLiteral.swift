/// A field that differs from call to call: its name is encoded once, its value whenever it is sent.
///
/// It is HPACK's literal without indexing (RFC 7541 §6.2.2), which touches no table, so it may
/// stand behind any template's list: `Connection.open(template:extra:user:endStream:)`.
public struct HeaderLiteral: Sendable {
  private let name: [UInt8]

  /// The name is in lower case and no pseudo-header's, as RFC 9113 §8.2 and §8.3 have it.
  public init(_ name: String) {
    let bytes = Array(name.utf8)
    precondition(HeaderRules.isFieldName(bytes), "a header field named \(name)")
    var start: [UInt8] = []
    if let known = StaticTable.index(named: bytes) {
      PrefixedInteger.append(known, prefix: 4, pattern: 0, to: &start)
    } else {
      PrefixedInteger.append(0, prefix: 4, pattern: 0, to: &start)
      PrefixedInteger.append(bytes.count, prefix: 7, pattern: 0, to: &start)
      start += bytes
    }
    self.name = start
  }

  /// Appends the field to a block; it allocates only where the block has no capacity for it.
  ///
  /// - Returns: Where the value stands, so that another of the same length may be put in its place.
  @discardableResult
  public func append(_ value: Span<UInt8>, to block: inout [UInt8]) -> Range<Int> {
    block.append(contentsOf: name)
    PrefixedInteger.append(value.count, prefix: 7, pattern: 0, to: &block)
    let start = block.count
    value.withUnsafeBufferPointer { block.append(contentsOf: $0) }
    return start..<block.count
  }

  /// Puts a number in the place of a value: the last digits in base 16, as many as there is room
  /// for, with zeros in front.
  public static func replace(
    _ place: Range<Int>,
    of block: inout [UInt8],
    withHexadecimal number: UInt64
  ) {
    var rest = number
    for index in place.reversed() {
      let digit = UInt8(truncatingIfNeeded: rest & 15)
      block[index] = digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
      rest >>= 4
    }
  }
}
