import Bytes
import Scenarios
import Testing

/// One of the six ways to carry the same call.
struct Way: Sendable, CustomTestStringConvertible {
  let carrier: CallProtocol
  let encoding: MessageFormat

  var testDescription: String { "\(carrier)/\(encoding)" }

  static let all = CallProtocol.allCases.flatMap { carrier in
    MessageFormat.allCases.map { Way(carrier: carrier, encoding: $0) }
  }
}
