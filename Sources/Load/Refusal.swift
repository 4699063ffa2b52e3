import Bytes
import GRPC
import SwiftProtobuf

/// An answer that is no message, on its way: what its call will end with.
struct Refusal {
  /// Bytes of an error's body that are kept; what is behind them is dropped.
  static let mostBytes = 64 * 1024

  private let httpStatus: Int
  private let isJSON: Bool
  /// What is certain before the body has come.
  private let known: Status?
  private var body: [UInt8] = []

  /// An error of HTTP, whose body may be Connect's.
  init(_ httpStatus: Int, isJSON: Bool) {
    self.httpStatus = httpStatus
    self.isJSON = isJSON
    known = nil
  }

  init(_ status: Status) {
    httpStatus = 200
    isJSON = false
    known = status
  }

  mutating func add(_ bytes: Span<UInt8>) {
    guard isJSON else { return }
    body.append(bytes.extracting(0..<min(bytes.count, Self.mostBytes - body.count)))
  }

  /// What the call ends with, once the body has come: as the body says, or else its HTTP status.
  var status: Status {
    if let known { return known }
    // Connect's table is gRPC's without 431.
    let fallback =
      httpStatus == 431 ? .unknown : StatusCode(httpStatus: UInt16(clamping: httpStatus))
    guard isJSON, let error = try? Google_Protobuf_Struct(jsonUTF8Bytes: body) else {
      return Status(fallback, "the server answered HTTP \(httpStatus)")
    }
    let message = Self.text(error, "message") ?? ""
    guard let name = Self.text(error, "code"), let code = Self.code(name) else {
      let more = message.isEmpty ? "" : ": \(message)"
      return Status(fallback, "the server answered HTTP \(httpStatus)\(more)")
    }
    return Status(code, message)
  }

  /// Connect's names are gRPC's in lower case, but for one.
  private static func code(_ name: String) -> StatusCode? {
    if name == "canceled" { return .cancelled }
    return StatusCode.allCases.first { code in
      code != .ok && code != .cancelled && code.description.lowercased() == name
    }
  }

  private static func text(_ object: Google_Protobuf_Struct, _ name: String) -> String? {
    guard case .stringValue(let text)? = object.fields[name]?.kind else { return nil }
    return text
  }
}
