public import Bytes
internal import JSON
public import SwiftProtobuf

/// Messages to bytes and back, in either format.
///
/// Protobuf is SwiftProtobuf's. So is the JSON of messages that are not measured; those that are,
/// the payloads and the greetings, have a faster one of their own (`JSONMessage`).
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
      if let own = M.self as? any JSONMessage.Type { return try? own.init(json: bytes) as? M }
      let data = unsafe raw.withUnsafeBytes { unsafe Array($0) }
      return try? M(jsonUTF8Bytes: data, options: json)
    }
  }

  /// Writes a message; nil when it cannot be written, such as one above 2 GiB.
  public static func encode(_ message: some Message, _ format: MessageFormat) -> [UInt8]? {
    switch format {
    case .protobuf: try? message.serializedBytes()
    case .json:
      if let own = message as? any JSONMessage { own.json } else { try? message.jsonUTF8Bytes() }
    }
  }

  /// The same for a message with a JSON of its own.
  public static func decode<M: JSONMessage>(
    _ type: M.Type,
    _ bytes: Span<UInt8>,
    _ format: MessageFormat
  ) -> M? {
    switch format {
    case .protobuf:
      let raw = unsafe bytes.bytes
      return try? M(serializedBytes: raw, options: binary)
    case .json: return try? M(json: bytes)
    }
  }

  /// The same for a message with a JSON of its own.
  public static func encode(_ message: some JSONMessage, _ format: MessageFormat) -> [UInt8]? {
    switch format {
    case .protobuf: try? message.serializedBytes()
    case .json: message.json
    }
  }

  /// What is wrong with a text that is no message with a JSON of its own, and where: " (…)"; none
  /// for protobuf, whose reader says no more than that.
  ///
  /// Reads it again: readers that need no reason need not make one.
  public static func flaw<M: JSONMessage>(
    _ type: M.Type,
    _ bytes: Span<UInt8>,
    _ format: MessageFormat
  ) -> String {
    guard format == .json else { return "" }
    do throws(JSONFailure) {
      _ = try M(json: bytes)
      return ""
    } catch {
      return " (\(error))"
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
