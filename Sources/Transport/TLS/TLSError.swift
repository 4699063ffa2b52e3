internal import COpenSSL

/// TLS that cannot be set up: what was tried, what is wrong and what to do, in one line.
public struct TLSError: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }

  /// What OpenSSL refused, with its own reason, which is taken from this thread's queue.
  static func refused(_ action: String) -> TLSError {
    defer { ERR_clear_error() }
    guard let reason = ERR_reason_error_string(ERR_peek_last_error()) else {
      return TLSError("cannot \(action)")
    }
    return TLSError("cannot \(action): \(String(cString: reason))")
  }
}
