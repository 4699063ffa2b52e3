import Bytes
public import GRPC
import JSON
import SwiftProtobuf

/// The JSON in which an answer that is not 200 says what went wrong.
public struct ErrorBody: Equatable, Sendable {
  /// More about an error, for programs: a message of Protocol Buffers.
  public struct Detail: Equatable, Sendable {
    /// The full name of its type, such as `google.rpc.ErrorInfo`.
    public let type: String
    /// The message in binary.
    public let value: [UInt8]

    public init(type: String, value: [UInt8]) {
      self.type = type
      self.value = value
    }
  }

  /// Bytes of a body that are read; one that is longer counts as none.
  public static let byteLimit = 64 * 1024

  /// What the body calls the error; nil when it does not.
  public var code: StatusCode?
  public var message = ""
  public var details: [Detail] = []

  public init(_ status: Status, details: [Detail] = []) {
    code = status.code
    message = status.message
    self.details = details
  }

  /// Reads a body; nil when it is no JSON object.
  ///
  /// A member that is missing or of another type counts as missing, so that an odd server's message
  /// is still seen.
  public init?(_ body: Span<UInt8>) {
    guard body.count <= Self.byteLimit else { return nil }
    // `bytes` is unsafe for elements with padding, which UInt8 has not.
    let raw = unsafe body.bytes
    let bytes = unsafe raw.withUnsafeBytes { unsafe Array($0) }
    guard let object = try? Google_Protobuf_Struct(jsonUTF8Bytes: bytes) else { return nil }
    code = object.text("code").flatMap(StatusCode.init(connectName:))
    message = Self.cut(object.text("message") ?? "")
    guard case .listValue(let list)? = object.fields["details"]?.kind else { return }
    details = list.values.compactMap { Self.detail($0) }
  }

  /// The body as it goes over the wire.
  public var json: [UInt8] {
    let message = Self.cut(message)
    let estimate = 64 + message.utf8.count + details.reduce(0) { $0 + 64 + $1.value.count * 3 / 2 }
    let text = JSONWriter.text(estimate: estimate) { writer in
      writer.beginObject()
      writer.key("code")
      writer.string(code?.connectName ?? "unknown")
      if !message.isEmpty {
        writer.key("message")
        writer.string(message)
      }
      if !details.isEmpty { writeDetails(to: &writer) }
      writer.endObject()
    }
    // Only what is longer than any message is no text.
    return text ?? []
  }

  private func writeDetails(to writer: inout JSONWriter) {
    writer.key("details")
    writer.beginList()
    for detail in details {
      writer.element()
      writer.beginObject()
      writer.key("type")
      writer.string(detail.type)
      writer.key("value")
      writer.string(Base64.encodeBare(detail.value.span))
      writer.endObject()
    }
    writer.endList()
  }

  /// What an answer that is not 200 has ended with: as its body says, or else its HTTP status.
  ///
  /// - Parameters:
  ///   - body: The whole body; empty when it was not `application/json`.
  ///   - httpStatus: Of the answer.
  /// - Returns: Never OK.
  public static func status(_ body: Span<UInt8>, httpStatus: Int) -> Status {
    guard let error = ErrorBody(body) else { return missing(httpStatus) }
    guard let code = error.code else {
      let message = error.message.isEmpty ? "" : ": \(error.message)"
      return Status(
        StatusCode(connectHTTPStatus: httpStatus),
        "the server answered HTTP \(httpStatus) and no code that Connect has\(message)"
      )
    }
    return Status(code, error.message)
  }

  /// What an answer has ended with whose body is no error of Connect's.
  public static func missing(_ httpStatus: Int) -> Status {
    Status(
      StatusCode(connectHTTPStatus: httpStatus),
      "the server answered HTTP \(httpStatus) and no error of Connect's"
    )
  }

  private static func detail(_ value: Google_Protobuf_Value) -> Detail? {
    guard case .structValue(let object)? = value.kind, let type = object.text("type"),
      let text = object.text("value"), let bytes = Base64.decodeBare(Array(text.utf8).span)
    else { return nil }
    return Detail(type: type, value: bytes)
  }

  /// A message of at most as many bytes as gRPC's may have, cut between characters.
  private static func cut(_ message: String) -> String {
    guard message.utf8.count > StatusMessage.byteLimit else { return message }
    var kept = ""
    var count = 0
    for character in message.unicodeScalars {
      count += character.utf8.count
      guard count <= StatusMessage.byteLimit else { break }
      kept.unicodeScalars.append(character)
    }
    return kept
  }
}

extension Google_Protobuf_Struct {
  /// A member that is a text; nil when it is something else, or is not there.
  fileprivate func text(_ name: String) -> String? {
    guard case .stringValue(let text)? = fields[name]?.kind else { return nil }
    return text
  }
}
