public import Timing

/// What ended in one interval of the run, usually a second.
public struct IntervalRecording: Sendable, Equatable {
  /// When the interval began, since the start of measuring.
  public var start: Nanoseconds

  /// A second, except that the interval at the end of measuring and the last one may be shorter.
  public var length: Nanoseconds

  /// Calls of the measured window that ended OK here.
  public var ok: UInt64

  /// Calls of the measured window that failed here.
  public var failed: UInt64

  /// Calls that ended OK here while measuring, whenever they began: the interval's throughput.
  public var completed: UInt64

  /// The response time of the window's calls that ended OK, or were given up, here.
  public var response: SparseHistogram

  public init(
    start: Nanoseconds,
    length: Nanoseconds,
    ok: UInt64 = 0,
    failed: UInt64 = 0,
    completed: UInt64 = 0,
    response: SparseHistogram = .empty
  ) {
    self.start = start
    self.length = length
    self.ok = ok
    self.failed = failed
    self.completed = completed
    self.response = response
  }

  /// Adds the same interval of another worker.
  public mutating func add(_ other: IntervalRecording) {
    start = min(start, other.start)
    length = max(length, other.length)
    ok += other.ok
    failed += other.failed
    completed += other.completed
    response = response.adding(other.response)
  }
}
