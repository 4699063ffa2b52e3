public import Bytes
public import SwiftProtobuf

/// Messages to bytes and back, in either format.
public enum MessageCodec {
  /// Reads a message; nil when the bytes are none.
  ///
  /// Fields that the message does not have are passed over in both formats.
  public static func decode<M: Message>(
    _ type: M.Type,
    _ bytes: Span<UInt8>,
    _ format: MessageFormat
  ) -> M? {
    // `bytes` is unsafe for elements with padding, which UInt8 has not.
    let raw = unsafe bytes.bytes
    switch format {
    case .protobuf: return try? M(serializedBytes: raw, options: binary)
    case .json:
      let data = unsafe raw.withUnsafeBytes { unsafe Array($0) }
      return try? M(jsonUTF8Bytes: data, options: json)
    }
  }

  /// Writes a message; nil when it cannot be written, such as one above 2 GiB.
  public static func encode(_ message: some Message, _ format: MessageFormat) -> [UInt8]? {
    switch format {
    case .protobuf: try? message.serializedBytes()
    case .json: try? message.jsonUTF8Bytes()
    }
  }

  private static let binary: BinaryDecodingOptions = {
    var options = BinaryDecodingOptions()
    options.discardUnknownFields = true
    return options
  }()

  private static let json: JSONDecodingOptions = {
    var options = JSONDecodingOptions()
    options.ignoreUnknownFields = true
    return options
  }()
}
