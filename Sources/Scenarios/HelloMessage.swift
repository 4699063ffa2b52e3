/// How large a message is that greets a name: one protobuf field with number 1 and a text.
///
/// Its size is `1 + bytes of the varint length + length`, and none for an empty name, which proto3
/// leaves out. So no message has 1 or 2 bytes, nor the one size that is skipped where the varint
/// grows by a byte: 130, 16,387, 2,097,156.
public enum HelloMessage {
  /// Bytes of the message that greets a name of so many bytes.
  public static func size(ofNameLength length: Int) -> Int {
    precondition(length >= 0, "a name of \(length) bytes")
    return length == 0 ? 0 : 1 + varintBytes(length) + length
  }

  /// Bytes of the name in a message of exactly this size; nothing if there is no such message.
  public static func nameLength(forMessageOf size: Int) -> Int? {
    let length = nameLength(forMessageOfAtMost: size)
    return self.size(ofNameLength: length) == size ? length : nil
  }

  /// Bytes of the name in the largest message that is not above this size.
  public static func nameLength(forMessageOfAtMost size: Int) -> Int {
    precondition(size >= 0, "a message of \(size) bytes")
    var length = max(0, size - 2)
    while length > 0, self.size(ofNameLength: length) > size { length -= 1 }
    return length
  }

  /// Seven bits to the byte (protobuf's "Base 128 Varints").
  private static func varintBytes(_ number: Int) -> Int {
    (max(1, Int.bitWidth - number.leadingZeroBitCount) + 6) / 7
  }
}
