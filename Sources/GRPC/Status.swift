/// What a call ended with: a code, and for a failure one line that says why.
public struct Status: Hashable, Sendable {
  public var code: StatusCode

  /// The peer's text or ours; empty for a plain OK, which then costs no allocation.
  public var message: String

  public init(_ code: StatusCode, _ message: String = "") {
    self.code = code
    self.message = message
  }

  public static var ok: Status { Status(.ok) }

  public var isOK: Bool { code == .ok }
}

extension Status: CustomStringConvertible {
  public var description: String {
    message.isEmpty ? code.description : "\(code): \(message)"
  }
}
