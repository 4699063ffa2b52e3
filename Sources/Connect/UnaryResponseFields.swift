public import Bytes
public import GRPC

/// What matters to a client in the head of one answer, whichever HTTP brought it, collected field
/// by field.
public struct UnaryResponseFields: Hashable, Sendable {
  /// The HTTP status; zero as long as there is none.
  public var httpStatus: Int
  public private(set) var contentType = MediaType.absent
  /// The content type as text for a message, when it is none of ours.
  private var contentTypeText = ""
  /// How the body is compressed.
  public private(set) var encoding = MessageEncoding.identity
  /// Fields that would be trailers in gRPC.
  public private(set) var trailers = 0

  /// - Parameter httpStatus: Where it is no field, as in HTTP/1.1.
  public init(httpStatus: Int = 0) {
    self.httpStatus = httpStatus
  }

  /// Takes the next field, whose name is in lower case.
  public mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 7 where name.spells(":status"):
      httpStatus = value.count == 3 ? value.wholeNumber(upTo: 999) ?? 0 : 0
    case 12 where name.spells("content-type"):
      contentType = MediaType(field: value)
      if contentType == .other || contentType == .stream { contentTypeText = value.excerpt() }
    case 16 where name.spells("content-enco", "ding"):
      encoding = MessageEncoding(contentCoding: value)
    case 9... where name.has("trailer-", at: 0): trailers += 1
    default: break
    }
  }

  /// What the answer says of the call.
  public enum Meaning: Hashable, Sendable {
    /// An interim answer: the real one is still to come.
    case informational
    /// The body is the message that was asked for.
    case message(MessageEncoding)
    /// The body says what went wrong: to be read by `ErrorBody.status`.
    case error(MessageEncoding)
    /// The call has ended with this, whatever the body is.
    case failed(Status)
  }

  /// What the head means to a caller that wants messages of a format.
  public func meaning(_ format: MessageFormat) -> Meaning {
    if httpStatus >= 100, httpStatus < 200 { return .informational }
    guard httpStatus == 200 else {
      guard contentType == .unary(.json), encoding != .other else {
        return .failed(ErrorBody.missing(httpStatus))
      }
      return .error(encoding)
    }
    guard contentType == .unary(format) else {
      return .failed(
        Status(
          .unknown,
          "the server answered HTTP 200 \(contentTypeExcuse), not \(MediaType.field(format))"
        )
      )
    }
    guard encoding != .other else {
      return .failed(Status(.internal, "the answer has a content-encoding that is not gzip"))
    }
    return .message(encoding)
  }

  private var contentTypeExcuse: String {
    switch contentType {
    case .absent: "without a content-type"
    case .unary(let format): "with content-type \(MediaType.field(format))"
    case .stream, .other: "with content-type \(contentTypeText)"
    }
  }
}
