/// Why a test case has failed, in one line.
public struct InteropFailure: Error, Equatable, Sendable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) {
    self.description = description.unicodeScalars.reduce(into: "") { line, scalar in
      line += scalar.value < 32 ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }

  /// Something is not as the test wants it.
  init(_ what: String, _ expected: String, _ found: String) {
    self.init("expected \(what) to be \(expected), got \(found)")
  }
}

/// Fails unless two values are the same.
func expect<Value: Equatable>(
  _ what: String,
  _ found: Value,
  _ expected: Value
) throws(InteropFailure) {
  guard found != expected else { return }
  throw InteropFailure(what, "\(expected)", "\(found)")
}
