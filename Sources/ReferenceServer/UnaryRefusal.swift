import Bytes
import Connect
import GRPC
import GreetService
import Timing

/// Why one of Connect's calls is not answered with a message, whichever HTTP brought it.
enum UnaryRefusal {
  /// What a call that was understood ends with at once; nil when it may go on.
  static func status(
    _ method: ServerMethod,
    _ call: IncomingUnary,
    _ wishes: CallWishes
  ) -> Status? {
    if let status = wishes.refusal { return status }
    guard method.kind == .unary else { return .streams(method) }
    return call.timeout == .zero ? .deadlinePassed : nil
  }

  /// Connect's error body; with details if they are wanted, which are those of `Status.details`.
  static func body(_ status: Status, hasDetails: Bool) -> [UInt8] {
    let detail = ErrorBody.Detail(type: Status.infoType, value: Status.info)
    return ErrorBody(status, details: hasDetails ? [detail] : []).json
  }

  /// What a client is told to send in place of what it sent.
  static func field(_ httpStatus: Int) -> (name: String, value: String)? {
    switch httpStatus {
    case 200, 405: ("allow", "POST")
    case 415: ("accept-post", MediaType.accepted)
    default: nil
    }
  }
}

extension Status {
  static var deadlinePassed: Status {
    Status(.deadlineExceeded, "the connect-timeout-ms of the call passed before its answer")
  }

  static var timeoutPassed: Status {
    Status(.deadlineExceeded, "the grpc-timeout of the call passed before its answer")
  }

  static var noJSON: Status {
    Status(.unimplemented, "the method has no JSON here; call it with application/grpc")
  }

  static func longBody(limit: Int) -> Status {
    Status(.resourceExhausted, "the request has more than the limit of \(limit) bytes")
  }

  static func streams(_ method: ServerMethod) -> Status {
    Status(
      .unimplemented,
      "\(method.path) has streams of messages, which this server takes over gRPC only"
    )
  }
}
