public import Bytes
public import GRPC
public import Timing

/// A unary call as the head of its request describes it.
public struct IncomingUnary: Hashable, Sendable {
  /// The index in the method table.
  public let method: Int
  /// How the request and the answer are written.
  public let format: MessageFormat
  /// How long the caller waits from when it sent the request; nil for ever.
  public let timeout: Nanoseconds?
  /// How the body is compressed.
  public let encoding: MessageEncoding
  /// Whether the answer may be gzip.
  public let acceptsGzip: Bool
}

/// What a request asks of a server of Connect's unary calls.
public enum UnaryMeaning: Hashable, Sendable {
  case call(IncomingUnary)
  /// Connect's error, with the HTTP status of its code or with another one.
  case refuse(Status, httpStatus: Int)
  /// Not Connect at all: an answer for people, with this HTTP status.
  case reject(httpStatus: Int, reason: String)
}

extension UnaryRequestFields {
  /// What the head means.
  ///
  /// A head without `connect-protocol-version` is taken, so that a plain HTTP client can call.
  public func meaning() -> UnaryMeaning {
    guard isPost else {
      guard method != nil else { return .reject(httpStatus: 404, reason: nothingThere) }
      let reason = "\(verb) calls no method; give POST"
      return .reject(httpStatus: verb == "OPTIONS" ? 200 : 405, reason: reason)
    }
    guard case .unary(let format) = contentType else {
      return .reject(httpStatus: 415, reason: unreadable)
    }
    guard let method else {
      return .refuse(Status(.unimplemented, nothingThere), httpStatus: 404)
    }
    guard !hasWrongVersion else {
      return refuse(
        .invalidArgument,
        "the connect-protocol-version is not 1; give 1 or leave it out"
      )
    }
    guard !timeoutIsMalformed else {
      return refuse(.invalidArgument, "the connect-timeout-ms is not up to 10 digits")
    }
    guard encoding != .other else {
      return refuse(
        .unimplemented,
        "the server reads no content-encoding but identity and gzip"
      )
    }
    return .call(
      IncomingUnary(
        method: method,
        format: format,
        timeout: timeout?.length,
        encoding: encoding,
        acceptsGzip: acceptsGzip
      )
    )
  }

  private func refuse(_ code: StatusCode, _ message: String) -> UnaryMeaning {
    .refuse(Status(code, message), httpStatus: code.connectHTTPStatus)
  }

  private var nothingThere: String { "the server has no method \(unknownPath)" }

  private var unreadable: String {
    switch contentType {
    case .absent: "the request has no content-type; give application/json or application/proto"
    case .stream:
      "\(contentTypeText) is for calls with streams, which this server takes over gRPC only"
    case .other where isGRPC:
      "gRPC needs HTTP/2; over HTTP/1.1 give application/json or application/proto"
    default:
      "the content-type \(contentTypeText) is none that the server reads; "
        + "give application/json or application/proto"
    }
  }

  /// Only HTTP/1.1 brings a content type of gRPC's here.
  private var isGRPC: Bool {
    let prefix = "application/grpc"
    guard contentTypeText.hasPrefix(prefix) else { return false }
    let rest = contentTypeText.dropFirst(prefix.count)
    return rest.isEmpty || rest.hasPrefix("+") || rest.hasPrefix(";")
  }
}
