/// The head of a request or of a final response.
public struct Head: Sendable {
  /// The status of a response, 200…999; zero for a request.
  public let status: Int
  /// What the caller made of the same bytes before (`Connection.remember`); zero when they are new,
  /// and only then the connection knows the fields.
  public let verdict: UInt32
  /// A body follows, which may turn out empty.
  public let hasBody: Bool
}

/// What the peer's bytes mean to the caller.
public enum Event: Sendable {
  case head(Head)
  /// Bytes of the body: a range of the receive buffer.
  case body(offset: Int, count: Int)
  /// The message is complete.
  case ended
  /// The connection is over. A server has its answer in the output, unless its owner wants to give
  /// it (`Connection.answersViolations`).
  case failed(Violation)
}
