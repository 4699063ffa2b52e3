public import GRPC

/// How the server's part in a call ended.
public enum CallEnding: Hashable, Sendable, CustomStringConvertible {
  case status(StatusCode)
  /// The response ended without a status.
  case noStatus
  /// The server reset the stream.
  case reset
  /// The server cut the connection.
  case dropped

  init(number: Int) {
    self =
      switch number {
      case 17: .noStatus
      case 18: .reset
      case 19: .dropped
      default: .status(StatusCode(rawValue: UInt8(number)) ?? .unknown)
      }
  }

  static let count = 20

  var number: Int {
    switch self {
    case .status(let code): Int(code.rawValue)
    case .noStatus: 17
    case .reset: 18
    case .dropped: 19
    }
  }

  /// The name of the status; NONE, RESET or DROPPED for the others.
  public var description: String {
    switch self {
    case .status(let code): code.description
    case .noStatus: "NONE"
    case .reset: "RESET"
    case .dropped: "DROPPED"
    }
  }
}
