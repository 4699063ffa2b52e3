import Bytes
public import Timing

/// A `grpc-timeout` field: how long the caller will wait, as up to eight digits and a unit.
///
/// The grammar is "Timeout" in gRPC's `doc/PROTOCOL-HTTP2.md`.
public struct Timeout: Hashable, Sendable {
  /// The units of the wire, each with its letter.
  public enum Unit: UInt8, CaseIterable, Sendable {
    case hours = 0x48
    case minutes = 0x4d
    case seconds = 0x53
    case milliseconds = 0x6d
    case microseconds = 0x75
    case nanoseconds = 0x6e

    var length: Int64 {
      switch self {
      case .hours: 3_600_000_000_000
      case .minutes: 60_000_000_000
      case .seconds: 1_000_000_000
      case .milliseconds: 1_000_000
      case .microseconds: 1_000
      case .nanoseconds: 1
      }
    }
  }

  /// How many units, at most 99,999,999.
  public let count: UInt32
  public let unit: Unit

  private static let countLimit: Int64 = 99_999_999
  private static let digitLimit = 8

  /// The shortest timeout of the wire that is not shorter than `length`: the finest unit whose
  /// count fits eight digits, rounded up.
  ///
  /// A length of zero or less becomes 1 ns, since the wire has no such timeout; a caller whose
  /// deadline has passed should fail the call instead of sending it.
  public init(_ length: Nanoseconds) {
    let nanoseconds = max(length.count, 1)
    for unit in Unit.allCases.reversed() {
      let whole = nanoseconds / unit.length
      let count = nanoseconds % unit.length == 0 ? whole : whole + 1
      guard count > Self.countLimit else {
        self.count = UInt32(count)
        self.unit = unit
        return
      }
    }
    preconditionFailure("\(nanoseconds) ns do not fit eight digits of hours, but Int64 always does")
  }

  /// The timeout in a field; nil unless it is one to eight digits and a unit letter.
  ///
  /// Zero is read, although no caller should send it: it is a deadline that has passed.
  public init?(field: Span<UInt8>) {
    let digits = field.count - 1
    guard digits >= 1, digits <= Self.digitLimit, let unit = Unit(rawValue: field[digits]) else {
      return nil
    }
    var count: UInt32 = 0
    for index in 0..<digits {
      guard let digit = decimalDigit(field[index]) else { return nil }
      count = count * 10 + UInt32(digit)
    }
    self.count = count
    self.unit = unit
  }

  /// The timeout as a length; one of more than 292 years reads as 292 years.
  public var length: Nanoseconds {
    let (product, overflow) = Int64(count).multipliedReportingOverflow(by: unit.length)
    return Nanoseconds(overflow ? .max : product)
  }
}

extension Timeout: CustomStringConvertible {
  /// The field as it goes on the wire, such as `100m`.
  public var description: String { "\(count)\(Character(Unicode.Scalar(unit.rawValue)))" }
}
