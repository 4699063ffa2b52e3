import Bytes
public import Timing

/// A `connect-timeout-ms` field: how long the caller will wait, as up to ten digits.
public struct MillisecondTimeout: Hashable, Sendable {
  private static let digitLimit = 10
  private static let countLimit: Int64 = 9_999_999_999

  /// Whole milliseconds.
  public let count: Int64

  /// The shortest timeout of the wire that is not shorter than `length`.
  ///
  /// A length of zero or less becomes 1 ms; one above 115 days, the longest of the wire.
  public init(_ length: Nanoseconds) {
    let whole = length.count / 1_000_000
    let count = length.count % 1_000_000 > 0 ? whole + 1 : whole
    self.count = min(max(count, 1), Self.countLimit)
  }

  /// The timeout in a field; nil unless it is one to ten digits.
  ///
  /// Zero is read: it is a deadline that has passed.
  public init?(field: Span<UInt8>) {
    guard field.count <= Self.digitLimit,
      let count = field.wholeNumber(upTo: Int(Self.countLimit))
    else { return nil }
    self.count = Int64(count)
  }

  public var length: Nanoseconds { .milliseconds(count) }
}

extension MillisecondTimeout: CustomStringConvertible {
  /// The field as it goes on the wire.
  public var description: String { String(count) }
}
