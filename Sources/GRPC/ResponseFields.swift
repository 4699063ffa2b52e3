import Bytes

/// What matters to a call in one header block from the server, collected field by field.
///
/// The same value reads the head and the trailers of a response; start a new one for each block.
public struct ResponseFields: Hashable, Sendable {
  /// What a block says in `grpc-status`.
  public enum Code: Hashable, Sendable {
    case absent
    /// Not one of 0…16, or several that differ.
    case unusable
    case known(StatusCode)
  }

  /// The `:status`; 0 when there is none of three digits.
  public private(set) var httpStatus: UInt16 = 0
  public private(set) var contentType = ContentType.absent
  public private(set) var code = Code.absent
  /// The decoded `grpc-message`.
  public private(set) var message = ""
  public private(set) var encoding = MessageEncoding.identity
  /// The `content-type` when it is not gRPC's, to be told.
  private var foreignType = ""

  public init() {}

  /// Takes the next field of the block, whose name is in lower case.
  public mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 7 where name.spells(":status"): httpStatus = Self.httpStatus(in: value)
    case 11 where name.spells("grpc-status"): takeCode(value)
    case 12 where name.spells("grpc-message"): message = StatusMessage.decode(value)
    case 12 where name.spells("content-type"):
      contentType = ContentType(field: value)
      if contentType == .other { foreignType = value.excerpt() }
    case 13 where name.spells("grpc-encoding"): encoding = MessageEncoding(field: value)
    default: break
    }
  }

  /// The status that the block carries; nil without a `grpc-status`.
  ///
  /// A code that no one knows is UNKNOWN (gRPC's `doc/statuscodes.md`) and keeps the message.
  public var status: Status? {
    switch code {
    case .absent: nil
    case .known(let code): Status(code, message)
    case .unusable:
      Status(
        .unknown,
        message.isEmpty
          ? "the server sent a grpc-status that is not one of 0 to 16"
          : "the server sent a grpc-status that is not one of 0 to 16, and: \(message)"
      )
    }
  }

  /// What the HTTP level says, for a response without a `grpc-status`.
  var httpMeaning: Status {
    if httpStatus == 0 { return Status(.internal, "the response has no :status") }
    if httpStatus != 200 {
      return Status(
        StatusCode(httpStatus: httpStatus),
        "the server answered HTTP \(httpStatus) and no gRPC"
      )
    }
    switch contentType {
    case .grpc: return .trailersMissing
    case .absent: return Status(.unknown, "the server answered HTTP 200 without a content-type")
    case .other:
      return Status(
        .unknown,
        "the server answered HTTP 200 with content-type \(foreignType), not application/grpc"
      )
    }
  }

  private mutating func takeCode(_ value: Span<UInt8>) {
    let next = StatusCode(field: value).map(Code.known) ?? .unusable
    code = code == .absent || code == next ? next : .unusable
  }

  private static func httpStatus(in value: Span<UInt8>) -> UInt16 {
    guard value.count == 3, let hundreds = decimalDigit(value[0]),
      let tens = decimalDigit(value[1]), let ones = decimalDigit(value[2]), hundreds > 0
    else { return 0 }
    return UInt16(hundreds) * 100 + UInt16(tens) * 10 + UInt16(ones)
  }
}
