/// What the head of a response makes of its call.
public enum HeadMeaning: Hashable, Sendable {
  /// A 1xx response: the real head is still to come.
  case informational
  /// Messages and trailers follow.
  case messagesFollow(MessageEncoding)
  /// The whole answer is here (gRPC's Trailers-Only).
  case ended(Status)
  /// Not an answer of gRPC; what follows of it can be dropped.
  case refused(Status)
}

extension ResponseFields {
  /// What the block means as the head of a response, which ends the stream or does not.
  ///
  /// "Responses" in gRPC's `doc/PROTOCOL-HTTP2.md` and `doc/http-grpc-status-mapping.md`: where a
  /// `grpc-status` stands, it is the answer whatever the HTTP status is. A head that does not end
  /// the stream cannot refuse with OK, so there OK does not count.
  public func headMeaning(endStream: Bool) -> HeadMeaning {
    if httpStatus >= 100, httpStatus < 200 {
      // RFC 9113 §8.1: an informational response cannot end a stream.
      return endStream
        ? .refused(Status(.internal, "the stream ended with an informational response"))
        : .informational
    }
    if endStream {
      return if let status { .ended(status) } else { .refused(httpMeaning) }
    }
    if httpStatus == 200, contentType == .grpc { return .messagesFollow(encoding) }
    if let status, !status.isOK { return .refused(status) }
    return .refused(httpMeaning)
  }

  /// What the block means as the trailers after messages: the status of the call.
  public func trailersMeaning() -> Status {
    status ?? .trailersMissing
  }
}
