import Bytes

/// The five bytes before each message: whether it is compressed, and its length.
///
/// "Length-Prefixed-Message" in gRPC's `doc/PROTOCOL-HTTP2.md`: a flag byte, 0 or 1, then the
/// length in four bytes, big endian.
public struct MessagePrefix: Hashable, Sendable {
  public static let byteCount = 5

  public let length: UInt32
  public let isCompressed: Bool

  /// Whether the bytes are exactly one message that is not compressed, and not above a size.
  @inlinable
  public static func isWhole(_ bytes: Span<UInt8>, atMost limit: Int) -> Bool {
    guard bytes.count >= byteCount, bytes[0] == 0 else { return false }
    let length = Int(MessageDeframer.length(in: bytes, at: 1))
    return length == bytes.count &- byteCount && length <= limit
  }

  public init(length: Int, isCompressed: Bool = false) {
    precondition(
      length >= 0 && length <= UInt32.max,
      "a message of \(length) bytes has no prefix"
    )
    self.length = UInt32(length)
    self.isCompressed = isCompressed
  }

  /// The prefix as it goes on the wire.
  public var bytes: InlineArray<5, UInt8> {
    [
      isCompressed ? 1 : 0, UInt8(truncatingIfNeeded: length >> 24),
      UInt8(truncatingIfNeeded: length >> 16), UInt8(truncatingIfNeeded: length >> 8),
      UInt8(truncatingIfNeeded: length),
    ]
  }

  public func append(to bytes: inout [UInt8]) {
    let prefix = self.bytes
    bytes.append(prefix.span)
  }
}
