/// What an end of a connection promises the other (RFC 9113 §6.5.2, §6.9.2).
public struct HTTP2Settings: Codable, Equatable, Sendable {
  /// Bytes that may be under way to us on one stream.
  public var streamWindow = 1024 * 1024
  /// Bytes that may be under way to us on the whole connection.
  public var connectionWindow = 64 * 1024 * 1024
  /// Bytes of the largest frame that we take.
  public var maxFrameSize = 16_384
  /// Bytes of our table for the peer's header fields.
  public var headerTableSize = 4_096

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case streamWindow = "stream_window_bytes"
    case connectionWindow = "connection_window_bytes"
    case maxFrameSize = "max_frame_size_bytes"
    case headerTableSize = "header_table_size_bytes"
  }
}
