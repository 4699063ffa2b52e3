public import GRPC

/// What Connect calls gRPC's codes, and which HTTP statuses go with them.
///
/// The tables are "Error Codes" and "HTTP to Error Code" of the Connect protocol.
extension StatusCode {
  /// The name in an error's body; OK is no error and has none.
  public var connectName: String? {
    switch self {
    case .ok: nil
    case .cancelled: "canceled"
    case .unknown: "unknown"
    case .invalidArgument: "invalid_argument"
    case .deadlineExceeded: "deadline_exceeded"
    case .notFound: "not_found"
    case .alreadyExists: "already_exists"
    case .permissionDenied: "permission_denied"
    case .resourceExhausted: "resource_exhausted"
    case .failedPrecondition: "failed_precondition"
    case .aborted: "aborted"
    case .outOfRange: "out_of_range"
    case .unimplemented: "unimplemented"
    case .internal: "internal"
    case .unavailable: "unavailable"
    case .dataLoss: "data_loss"
    case .unauthenticated: "unauthenticated"
    }
  }

  /// The code with a name; nil for any other text.
  public init?(connectName: String) {
    guard let code = Self.allCases.first(where: { $0.connectName == connectName }) else {
      return nil
    }
    self = code
  }

  /// The HTTP status of an answer that ends with the code.
  public var connectHTTPStatus: Int {
    switch self {
    case .ok: 200
    case .cancelled: 499
    case .unknown, .internal, .dataLoss: 500
    case .invalidArgument, .failedPrecondition, .outOfRange: 400
    case .deadlineExceeded: 504
    case .notFound: 404
    case .alreadyExists, .aborted: 409
    case .permissionDenied: 403
    case .resourceExhausted: 429
    case .unimplemented: 501
    case .unavailable: 503
    case .unauthenticated: 401
    }
  }

  /// The code of an answer whose body names none, from its HTTP status.
  ///
  /// Unlike gRPC's table, this one has no 431.
  public init(connectHTTPStatus status: Int) {
    switch status {
    case 400: self = .internal
    case 401: self = .unauthenticated
    case 403: self = .permissionDenied
    case 404: self = .unimplemented
    case 429, 502, 503, 504: self = .unavailable
    default: self = .unknown
    }
  }
}
