/// The reader's place in a stream of length-prefixed messages: finds them in chunks that are cut
/// anywhere, and copies nothing.
///
/// Sixteen bytes, because each open call holds one. For each message it answers one `begin`, then
/// at least one `payload` of which only that of an empty message is empty.
public struct MessageDeframer: BitwiseCopyable, Sendable {
  /// What the next bytes of a chunk are.
  public enum Step: Hashable, Sendable {
    /// The chunk is used up.
    case needMore
    /// A message of `length` bytes begins.
    case begin(length: Int, compressed: Bool)
    /// These bytes of the chunk belong to the message; `last` when they complete it.
    case payload(Range<Int>, last: Bool)
    /// The stream cannot be read on; every later step says so again.
    case failed(DeframingError)
  }

  @usableFromInline
  enum Phase: UInt8, BitwiseCopyable, Sendable {
    case prefix
    case payload
    case failed
  }

  /// The longest message that is taken when no one says otherwise, as in every gRPC library.
  public static let defaultLimit = 4 << 20

  @usableFromInline var phase = Phase.prefix
  /// How many bytes of the prefix an earlier chunk held, fewer than five.
  @usableFromInline var prefixCount: UInt8 = 0
  private var flag: UInt8 = 0
  private let acceptsCompressed: Bool
  /// The length from the prefix, as far as it has come.
  private var length: UInt32 = 0
  /// The bytes of the message that have not come; 0 outside a payload.
  private var remaining: UInt32 = 0
  @usableFromInline let limit: UInt32

  /// How much has come of a message without a prefix, in the place of what a prefix says.
  var bodyLength: UInt32 {
    get { length }
    set { length = newValue }
  }

  /// - Parameters:
  ///   - acceptsCompressed: whether `grpc-encoding` names an encoding that this end reads.
  ///   - limit: the longest message taken, in bytes before decompression.
  public init(acceptsCompressed: Bool = false, limit: Int = MessageDeframer.defaultLimit) {
    precondition(limit >= 0 && limit <= UInt32.max, "\(limit) bytes is no limit for a message")
    self.acceptsCompressed = acceptsCompressed
    self.limit = UInt32(limit)
  }

  /// Whether the stream may end here: no message is under way.
  @inlinable
  public var isAtBoundary: Bool { phase == .prefix && prefixCount == 0 }

  /// The next message, when all of it lies in `chunk` from `offset` on, uncompressed and legal.
  ///
  /// One step of 4 to 5 ns for the two that cost 8 to 12 ns in `next`. Where it gives nil it has
  /// changed nothing, and `next` tells why.
  @inlinable
  public mutating func wholeMessage(in chunk: Span<UInt8>, at offset: inout Int) -> Range<Int>? {
    let body = offset + MessagePrefix.byteCount
    guard isAtBoundary, body <= chunk.count, chunk[offset] == 0 else { return nil }
    let length = Self.length(in: chunk, at: offset + 1)
    guard length <= limit, Int(length) <= chunk.count - body else { return nil }
    offset = body + Int(length)
    return body..<offset
  }

  /// Reads on in `chunk` from `offset`, which moves past what was read.
  public mutating func next(in chunk: Span<UInt8>, at offset: inout Int) -> Step {
    switch phase {
    case .prefix:
      guard readPrefix(in: chunk, at: &offset) else { return .needMore }
      return begin()
    case .payload:
      return payload(in: chunk, at: &offset)
    case .failed:
      return .failed(error)
    }
  }

  @inlinable
  static func length(in chunk: Span<UInt8>, at offset: Int) -> UInt32 {
    UInt32(chunk[offset]) << 24 | UInt32(chunk[offset + 1]) << 16
      | UInt32(chunk[offset + 2]) << 8 | UInt32(chunk[offset + 3])
  }

  /// Whether the prefix is now complete.
  ///
  /// Inlined, as its two siblings: a message costs 10 to 12 ns instead of 14.
  @inline(__always)
  private mutating func readPrefix(in chunk: Span<UInt8>, at offset: inout Int) -> Bool {
    if prefixCount == 0, chunk.count - offset >= MessagePrefix.byteCount {
      flag = chunk[offset]
      length = Self.length(in: chunk, at: offset + 1)
      offset += MessagePrefix.byteCount
      return true
    }
    while offset < chunk.count {
      if prefixCount == 0 {
        flag = chunk[offset]
        length = 0
      } else {
        length = length << 8 | UInt32(chunk[offset])
      }
      offset += 1
      prefixCount += 1
      if prefixCount == MessagePrefix.byteCount {
        prefixCount = 0
        return true
      }
    }
    return false
  }

  @inline(__always)
  private mutating func begin() -> Step {
    guard flag == 0 || (flag == 1 && acceptsCompressed), length <= limit else {
      phase = .failed
      return .failed(error)
    }
    phase = .payload
    remaining = length
    return .begin(length: Int(length), compressed: flag == 1)
  }

  @inline(__always)
  private mutating func payload(in chunk: Span<UInt8>, at offset: inout Int) -> Step {
    let count = min(chunk.count - offset, Int(remaining))
    guard count > 0 || remaining == 0 else { return .needMore }
    let range = offset..<offset + count
    offset += count
    remaining -= UInt32(count)
    if remaining == 0 { phase = .prefix }
    return .payload(range, last: remaining == 0)
  }

  /// Why `flag` and `length` are refused.
  private var error: DeframingError {
    if flag > 1 { return .unknownFlag(flag) }
    if flag == 1, !acceptsCompressed { return .unexpectedCompression }
    return .tooLong(length: Int(length), limit: Int(limit))
  }
}
