/// An open stream as the caller sees it; good until the connection is told something new.
public struct Stream: Sendable {
  /// The stream's place in the connection's tables.
  public let slot: UInt32
  public let id: UInt32
  /// The caller's own index, given when the stream was opened or accepted.
  public let user: UInt32
}

/// A header list that has arrived on a stream.
public struct Head: Sendable {
  public enum Kind: Sendable {
    /// A request's head (server) or the final response's head (client).
    case message
    /// A 1xx response; the final one is still to come.
    case informational
    case trailers
  }

  public let stream: Stream
  public let kind: Kind
  /// The peer sends nothing more on this stream.
  public let ended: Bool
  /// What the caller made of the same bytes before (`Connection.remember`); zero when they are new.
  public let verdict: UInt32
  /// Where the fields are kept: an entry of the memo, or the scratch list below zero.
  let entry: Int32
}

/// Body bytes that have arrived on a stream: a range of the receive buffer.
public struct Chunk: Sendable {
  public let stream: Stream
  public let offset: Int
  public let count: Int
  /// The peer sends nothing more on this stream.
  public let ended: Bool
}

/// A whole answer of one piece: a head, a body and trailers that are all known, and the stream's
/// end.
public struct Answer: Sendable {
  public let stream: Stream
  /// What the caller made of the same head before (`Connection.remember`); never zero.
  public let headVerdict: UInt32
  /// What the caller made of the same trailers before; never zero.
  public let trailersVerdict: UInt32
  /// The body: a range of the receive buffer.
  public let offset: Int
  public let count: Int
}

/// Why a stream ended before its time.
public enum Ending: Sendable {
  /// The peer sent RST_STREAM.
  case resetByPeer(ErrorCode)
  /// The peer broke a rule on this stream; RST_STREAM is on its way.
  case violation(Violation)
  /// The peer's GOAWAY says that it never looked at the stream.
  case unprocessed(ErrorCode)
}

/// What the peer's bytes mean to the caller.
public enum Event: Sendable {
  /// The peer's first SETTINGS are here: calls may start.
  case ready
  case head(Head)
  case data(Chunk)
  /// What would else be a head, a chunk and trailers.
  case answer(Answer)
  case ended(Stream, Ending)
  /// A stream that was blocked by its window may send again.
  case writable(Stream)
  /// Streams that were blocked by the connection's window, or by SETTINGS, may send again.
  case connectionWritable
  /// The peer takes no streams above the last one.
  case goingAway(lastStreamID: UInt32, ErrorCode)
  case pingAcknowledged(UInt64)
  /// Many frames have come that mean nothing to the caller: a moment to see whose turn it is.
  case silence
  /// The connection is over; a GOAWAY is on its way.
  case failed(Violation)
}
