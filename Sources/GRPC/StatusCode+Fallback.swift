extension StatusCode {
  /// The code of a response that carries no `grpc-status`, from its HTTP status.
  ///
  /// The table is gRPC's `doc/http-grpc-status-mapping.md`; 431 is INTERNAL as in grpc-go. Every
  /// other status is UNKNOWN, 200 included: a gRPC answer without a `grpc-status` is no success.
  public init(httpStatus: UInt16) {
    switch httpStatus {
    case 400, 431: self = .internal
    case 401: self = .unauthenticated
    case 403: self = .permissionDenied
    case 404: self = .unimplemented
    case 429, 502, 503, 504: self = .unavailable
    default: self = .unknown
    }
  }

  /// The code of a call whose stream the peer reset, from the HTTP/2 error code of RST_STREAM.
  ///
  /// The table is "Errors" in gRPC's `doc/PROTOCOL-HTTP2.md`. It gives nothing for STREAM_CLOSED
  /// and HTTP_1_1_REQUIRED, which are INTERNAL as in grpc-go. An error code that no one defined
  /// counts as INTERNAL_ERROR (RFC 9113 §7). CANCEL after the deadline of the call is the server
  /// keeping the same deadline.
  public init(resetCode: UInt32, deadlinePassed: Bool) {
    switch resetCode {
    case 0x7: self = .unavailable  // REFUSED_STREAM: never processed, safe to send again
    case 0x8: self = deadlinePassed ? .deadlineExceeded : .cancelled  // CANCEL
    case 0xb: self = .resourceExhausted  // ENHANCE_YOUR_CALM
    case 0xc: self = .permissionDenied  // INADEQUATE_SECURITY
    default: self = .internal
    }
  }
}
