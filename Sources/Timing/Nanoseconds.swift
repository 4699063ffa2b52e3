/// A length of time, in whole nanoseconds; negative when it points back.
public struct Nanoseconds: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var count: Int64

  @inlinable
  public init(_ count: Int64) {
    self.count = count
  }

  public static let zero = Nanoseconds(0)

  @inlinable
  public static func microseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000) }

  @inlinable
  public static func milliseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000_000) }

  @inlinable
  public static func seconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count * 1_000_000_000) }

  /// The length in seconds, for rates and reports.
  @inlinable
  public var inSeconds: Double { Double(count) / 1e9 }

  @inlinable
  public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool { left.count < right.count }

  @inlinable
  public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
    Nanoseconds(left.count + right.count)
  }

  @inlinable
  public static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
    Nanoseconds(left.count - right.count)
  }
}
