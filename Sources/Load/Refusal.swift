import Bytes
import Connect
import GRPC

/// An answer that is no message, on its way: what its call will end with.
struct Refusal {
  private let httpStatus: Int
  /// What is certain before the body has come.
  let known: Status?
  private var body: [UInt8] = []

  /// - Parameters:
  ///   - meaning: What its head means, where that is no message as it was asked for.
  ///   - httpStatus: Of the answer.
  init(_ meaning: UnaryResponseFields.Meaning, httpStatus: Int) {
    self.httpStatus = httpStatus
    switch meaning {
    case .failed(let status): known = status
    case .message: known = Status(.internal, "the answer has a content-encoding, unasked")
    case .error, .informational: known = nil
    }
  }

  /// Keeps bytes of the body, as many as are read of an error's, and one more, which shows that it
  /// is too long.
  mutating func add(_ bytes: Span<UInt8>) {
    guard known == nil else { return }
    body.append(bytes.extracting(0..<min(bytes.count, ErrorBody.byteLimit + 1 - body.count)))
  }

  /// What the call ends with at once, when more of the body has come than is read of an error's.
  var tooLong: Status? {
    known == nil && body.count > ErrorBody.byteLimit ? ErrorBody.missing(httpStatus) : nil
  }

  /// What the call ends with, once the body has come.
  var status: Status { known ?? ErrorBody.status(body.span, httpStatus: httpStatus) }
}
