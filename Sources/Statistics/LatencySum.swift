public import Timing

/// The sum of many latencies: exact, and wider than any run can fill.
///
/// A million calls that wait for hours in an overload add up to more than 64 bits of nanoseconds.
public struct LatencySum: Sendable, Equatable {
  private var nanoseconds: Int128 = 0

  public init() {}

  public mutating func add(_ latency: Nanoseconds, count: UInt64 = 1) {
    nanoseconds += Int128(latency.count) * Int128(count)
  }

  public mutating func add(_ other: LatencySum) {
    nanoseconds += other.nanoseconds
  }

  /// The sum as a length of time; one of more than 292 years is cut off there.
  public var total: Nanoseconds { Nanoseconds(Int64(clamping: nanoseconds)) }

  /// The sum per call in nanoseconds; zero without calls.
  public func mean(over calls: UInt64) -> Double {
    calls > 0 ? Double(nanoseconds) / Double(calls) : 0
  }
}
