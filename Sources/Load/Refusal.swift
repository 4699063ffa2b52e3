import Bytes
import GRPC

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

  /// What the call ends with, once the body has come.
  var status: Status {
    if let known { return known }
    return Status(
      StatusCode(httpStatus: UInt16(clamping: httpStatus)),
      "the server answered HTTP \(httpStatus)"
    )
  }
}
