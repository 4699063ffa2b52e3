/// What a peer may make a connection hold or wait for.
public struct Limits: Sendable {
  /// Bytes of a head: the first line, the fields and the line breaks.
  public var maxHead = 16 * 1024

  /// Bytes of a request's target.
  public var maxTarget = 8 * 1024

  /// Fields of one head.
  public var maxFields = 100

  /// Interim (1xx) responses before the final one.
  public var maxInterims = 8

  /// Bytes of a chunk's first line: its size and extensions.
  public var maxChunkLine = 256

  /// Bytes of the trailer section of a chunked body.
  public var maxTrailers = 8 * 1024

  /// Bytes of a body, 4 MiB and a prefix if no one says otherwise.
  public var maxBody = 4 * 1024 * 1024 + 5

  public init() {}
}
