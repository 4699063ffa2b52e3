@testable import HTTP2

/// An event with all that it lends, so that it can be kept and compared.
enum Told: Equatable {
  enum Reason: Equatable {
    case resetByPeer(ErrorCode)
    case violation(ErrorCode)
    case unprocessed(ErrorCode)
  }

  case ready
  case head(UInt32, Head.Kind, [HeaderField], ended: Bool)
  case data(UInt32, [UInt8], ended: Bool)
  case ended(UInt32, Reason)
  case writable(UInt32)
  case connectionWritable
  case goingAway(UInt32, ErrorCode)
  case pingAcknowledged(UInt64)
  case failed(ErrorCode)
}
