import Glibc

/// A system call that failed: what was tried, and the kernel's reason.
public struct SystemError: Error, Sendable, Equatable, CustomStringConvertible {
  public let action: String
  public let code: Int32

  public init(_ action: String, code: Int32) {
    self.action = action
    self.code = code
  }

  /// The error that the last system call of this thread left behind.
  init(_ action: String) {
    self.init(action, code: errno)
  }

  public var isAddressInUse: Bool { code == EADDRINUSE }

  /// The kernel's reason alone, such as "connection refused", with what to do if there is a remedy.
  public var reason: String {
    Self.text(code) + (Self.advice(code).map { "; \($0)" } ?? "")
  }

  public var description: String { "\(action): \(reason)" }

  /// The text of an errno value, in lower case.
  public static func text(_ code: Int32) -> String {
    guard let text = strerror(code) else { return "error \(code)" }
    return String(cString: text).lowercased()
  }
}

/// A system call's result, with interrupted calls repeated.
@inline(__always)
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
  while true {
    let result = call()
    if result == -1, errno == EINTR { continue }
    return result
  }
}

/// Ends the process on errors that only a mistake of ours can cause: a descriptor that is not ours.
func trapOnMisuse(_ code: Int32, _ call: StaticString) {
  precondition(code != EBADF && code != EFAULT, "\(call) failed with errno \(code)")
}
