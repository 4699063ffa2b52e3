/// What the server's SETTINGS said on the first connection that stood (RFC 9113, section 6.5.2).
public struct PeerSettings: Codable, Sendable, Equatable {
  /// Bytes that the client may send on a new stream before the server takes more.
  public var initialWindowSize: Int

  /// Bytes of the largest frame that the server takes.
  public var maxFrameSize: Int

  /// Bytes of the table for the headers that the client sends.
  public var headerTableSize: Int

  /// Streams that the client may have open; nil if the server sets no limit.
  @Nullable public var maxConcurrentStreams: Int?

  /// Bytes of the longest header list that the server takes; nil if it sets no limit.
  @Nullable public var maxHeaderListSize: Int?

  enum CodingKeys: String, CodingKey {
    case initialWindowSize = "initial_window_size"
    case maxFrameSize = "max_frame_size"
    case headerTableSize = "header_table_size"
    case maxConcurrentStreams = "max_concurrent_streams"
    case maxHeaderListSize = "max_header_list_size"
  }

  public init(
    initialWindowSize: Int,
    maxFrameSize: Int,
    headerTableSize: Int,
    maxConcurrentStreams: Int?,
    maxHeaderListSize: Int?
  ) {
    self.initialWindowSize = initialWindowSize
    self.maxFrameSize = maxFrameSize
    self.headerTableSize = headerTableSize
    self.maxConcurrentStreams = maxConcurrentStreams
    self.maxHeaderListSize = maxHeaderListSize
  }
}
