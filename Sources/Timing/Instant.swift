/// A point on the monotonic clock, in nanoseconds since an unspecified epoch.
///
/// Only the event loop reads the clock; everything else is handed an instant.
public struct Instant: BitwiseCopyable, Comparable, Hashable, Sendable {
  public var nanoseconds: Int64

  @inlinable
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Later than every instant that a run can reach, by 73 years, and still safe to add lengths to.
  public static let distantFuture = Instant(nanoseconds: .max / 4)

  @inlinable
  public static func < (left: Instant, right: Instant) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  @inlinable
  public static func + (instant: Instant, length: Nanoseconds) -> Instant {
    Instant(nanoseconds: instant.nanoseconds + length.count)
  }

  @inlinable
  public static func - (instant: Instant, length: Nanoseconds) -> Instant {
    Instant(nanoseconds: instant.nanoseconds - length.count)
  }

  @inlinable
  public static func - (later: Instant, earlier: Instant) -> Nanoseconds {
    Nanoseconds(later.nanoseconds - earlier.nanoseconds)
  }
}
