/// The statuses that no peer sends: what a call that ended in another way than by its trailers has
/// ended with.
extension Status {
  /// The stream ended after its messages, but no trailers came.
  public static var trailersMissing: Status {
    Status(.unknown, "the server ended the call without a grpc-status")
  }

  /// The deadline passed at this end.
  public static var deadlineExceeded: Status {
    Status(.deadlineExceeded, "the deadline passed before the server answered")
  }

  /// The connection was lost, or closed by GOAWAY before the server took the call.
  public static func connectionLost(_ how: String) -> Status { Status(.unavailable, how) }

  /// A call that owes `expected` messages in one direction and got `count`.
  ///
  /// UNIMPLEMENTED by "cardinality violations" in gRPC's `doc/statuscodes.md`.
  public static func wrongMessageCount(_ count: Int, expected: Int) -> Status {
    Status(.unimplemented, "\(count) messages came where the method has \(expected)")
  }

  /// What a call has ended with when its stream was reset.
  ///
  /// Trailers that came before the reset stay the answer: a server that answers before it has read
  /// the whole request follows its trailers with RST_STREAM(NO_ERROR) (RFC 9113 §8.1).
  public static func reset(
    code: UInt32,
    after trailers: Status?,
    deadlinePassed: Bool
  ) -> Status {
    if let trailers { return trailers.seen(deadlinePassed: deadlinePassed) }
    return Status(
      StatusCode(resetCode: code, deadlinePassed: deadlinePassed),
      resetMessage(code)
    )
  }

  /// The status as the caller sees it: CANCELLED after the call's own deadline is that deadline,
  /// whatever the trailers say (gRPC's `doc/statuscodes.md`).
  public func seen(deadlinePassed: Bool) -> Status {
    code == .cancelled && deadlinePassed ? .deadlineExceeded : self
  }
}

/// Literals, because a refusing server resets as fast as it is called.
private func resetMessage(_ code: UInt32) -> String {
  switch code {
  case 0x0: "the stream was reset with NO_ERROR before its trailers"
  case 0x1: "the stream was reset with PROTOCOL_ERROR"
  case 0x2: "the stream was reset with INTERNAL_ERROR"
  case 0x3: "the stream was reset with FLOW_CONTROL_ERROR"
  case 0x4: "the stream was reset with SETTINGS_TIMEOUT"
  case 0x5: "the stream was reset with STREAM_CLOSED"
  case 0x6: "the stream was reset with FRAME_SIZE_ERROR"
  case 0x7: "the stream was reset with REFUSED_STREAM"
  case 0x8: "the stream was reset with CANCEL"
  case 0x9: "the stream was reset with COMPRESSION_ERROR"
  case 0xa: "the stream was reset with CONNECT_ERROR"
  case 0xb: "the stream was reset with ENHANCE_YOUR_CALM"
  case 0xc: "the stream was reset with INADEQUATE_SECURITY"
  case 0xd: "the stream was reset with HTTP_1_1_REQUIRED"
  default: "the stream was reset with the undefined error code \(code)"
  }
}
