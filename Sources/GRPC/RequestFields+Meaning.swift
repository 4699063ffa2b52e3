public import Bytes
public import Timing

/// What a request asks of the server.
public enum RequestMeaning: Hashable, Sendable {
  /// A call of a known method.
  case call(IncomingCall)
  /// Plain HTTP for the table's plain route.
  case plainRoute
  /// Not gRPC at all: answer with this HTTP status and no gRPC.
  case rejectHTTP(UInt16)
  /// A call that ends at once with this status.
  ///
  /// For an unknown message encoding the answer also needs a `grpc-accept-encoding`.
  case rejectStatus(Status)
}

/// A call as its request headers describe it.
public struct IncomingCall: Hashable, Sendable {
  /// The index in the method table.
  public let method: Int
  /// How its messages are written.
  public let format: MessageFormat
  /// How long the caller waits from when it sent the request; nil for ever.
  public let timeout: Nanoseconds?
  /// How its compressed messages are compressed.
  public let encoding: MessageEncoding
  /// Whether it may be answered in gzip.
  public let acceptsGzip: Bool
}

extension RequestFields {
  /// What the block means, by "Requests" in gRPC's `doc/PROTOCOL-HTTP2.md`.
  ///
  /// An absent `te` is tolerated: it is there to find proxies that drop trailers, and a server has
  /// nothing to lose by answering. Another value is malformed HTTP/2 (RFC 9113 §8.2.2).
  public func meaning() -> RequestMeaning {
    if path == .plainRoute, contentType != .grpc { return .plainRoute }
    guard path != .absent, method != .absent, te != .wrong else { return .rejectHTTP(400) }
    guard method == .right else { return .rejectHTTP(405) }
    guard contentType == .grpc else { return .rejectHTTP(415) }
    guard case .method(let index) = path else { return .rejectStatus(unknownMethod) }
    guard encoding != .other else {
      return .rejectStatus(
        Status(.unimplemented, "the server reads no grpc-encoding but identity and gzip")
      )
    }
    guard !timeoutIsMalformed else {
      return .rejectStatus(
        Status(.internal, "the grpc-timeout is not up to 8 digits and one of H M S m u n")
      )
    }
    return .call(
      IncomingCall(
        method: index,
        format: format,
        timeout: timeout?.length,
        encoding: encoding,
        acceptsGzip: acceptsGzip
      )
    )
  }

  private var unknownMethod: Status {
    guard case .unknown(let path) = path else {
      return Status(.unimplemented, "the server has no such method")
    }
    return Status(.unimplemented, "the server has no method \(path)")
  }
}
