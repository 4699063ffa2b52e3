/// What a peer did against HTTP/1.1, and what a server answers to it.
public struct Violation: Error, Hashable, Sendable {
  /// The status of the answer, 4xx or 5xx; a client has no use for it.
  public let status: Int
  /// What is wrong, as part of a sentence.
  public let reason: String

  public init(_ status: Int, _ reason: String) {
    self.status = status
    self.reason = reason
  }

  /// The message cannot be understood (RFC 9112 §2.2).
  static func malformed(_ reason: String) -> Violation { Violation(400, reason) }
}
