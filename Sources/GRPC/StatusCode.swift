import Bytes

/// How a call ended: one of the seventeen codes of gRPC, with its number on the wire.
public enum StatusCode: UInt8, CaseIterable, Hashable, Sendable {
  case ok = 0
  case cancelled = 1
  case unknown = 2
  case invalidArgument = 3
  case deadlineExceeded = 4
  case notFound = 5
  case alreadyExists = 6
  case permissionDenied = 7
  case resourceExhausted = 8
  case failedPrecondition = 9
  case aborted = 10
  case outOfRange = 11
  case unimplemented = 12
  case `internal` = 13
  case unavailable = 14
  case dataLoss = 15
  case unauthenticated = 16

  /// The code in a `grpc-status` field; nil unless the field is 0…16 in decimal without leading
  /// zeros.
  public init?(field: Span<UInt8>) {
    switch field.count {
    case 1:
      guard let digit = decimalDigit(field[0]) else { return nil }
      self.init(rawValue: digit)
    case 2:
      guard let tens = decimalDigit(field[0]), let ones = decimalDigit(field[1]), tens == 1 else {
        return nil
      }
      self.init(rawValue: 10 + ones)
    default:
      return nil
    }
  }
}

extension StatusCode: CustomStringConvertible {
  /// The name that gRPC's documents and every other tool use, such as `DEADLINE_EXCEEDED`.
  public var description: String {
    switch self {
    case .ok: "OK"
    case .cancelled: "CANCELLED"
    case .unknown: "UNKNOWN"
    case .invalidArgument: "INVALID_ARGUMENT"
    case .deadlineExceeded: "DEADLINE_EXCEEDED"
    case .notFound: "NOT_FOUND"
    case .alreadyExists: "ALREADY_EXISTS"
    case .permissionDenied: "PERMISSION_DENIED"
    case .resourceExhausted: "RESOURCE_EXHAUSTED"
    case .failedPrecondition: "FAILED_PRECONDITION"
    case .aborted: "ABORTED"
    case .outOfRange: "OUT_OF_RANGE"
    case .unimplemented: "UNIMPLEMENTED"
    case .internal: "INTERNAL"
    case .unavailable: "UNAVAILABLE"
    case .dataLoss: "DATA_LOSS"
    case .unauthenticated: "UNAUTHENTICATED"
    }
  }
}
