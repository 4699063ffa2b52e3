public import Timing

/// The counts of one interval on the `LatencyScale`, made to be emptied again and again.
///
/// It remembers which stretch of counters is in use, so that taking them costs microseconds within
/// that stretch; walking all counters of a `LatencyHistogram` once a second would be a pause that
/// the calls see.
@usableFromInline
struct LatencyTally: Sendable {
  /// Shared by all tallies until the first latency is counted.
  @usableFromInline var counters = Self.zeros
  @usableFromInline var first = LatencyScale.counters
  @usableFromInline var last = -1
  @usableFromInline var outOfRange: UInt64 = 0

  private static let zeros = [UInt64](repeating: 0, count: LatencyScale.counters)

  @usableFromInline
  init() {}

  /// An empty tally that has its memory already, so that counting never allocates.
  static func reserved() -> LatencyTally {
    var tally = LatencyTally()
    tally.counters = [UInt64](repeating: 0, count: LatencyScale.counters)
    return tally
  }

  @inlinable
  mutating func record(_ latency: Nanoseconds, count: UInt64) {
    precondition(
      latency.count >= 0,
      "a latency of \(latency.count) ns: the call ends before it starts"
    )
    guard latency <= LatencyScale.highest else {
      outOfRange += count
      return
    }
    let index = LatencyScale.index(of: latency)
    counters[index] += count
    if index < first { first = index }
    if index > last { last = index }
  }

  var isEmpty: Bool { last < first && outOfRange == 0 }

  /// A snapshot of the counts, which also adds them to `total`; the tally is empty afterwards.
  mutating func take(into total: inout LatencyHistogram) -> SparseHistogram {
    var taken: [Counter] = []
    if first <= last {
      for index in first...last where counters[index] > 0 {
        taken.append(Counter(index: index, count: counters[index]))
      }
    }
    let snapshot = SparseHistogram(counts: taken, outOfRange: outOfRange)
    pour(into: &total)
    return snapshot
  }

  /// Adds the counts to `total`; the tally is empty afterwards.
  mutating func pour(into total: inout LatencyHistogram) {
    if first <= last {
      for index in first...last where counters[index] > 0 {
        total.add(Counter(index: index, count: counters[index]))
        counters[index] = 0
      }
    }
    total.addOutOfRange(outOfRange)
    (first, last, outOfRange) = (LatencyScale.counters, -1, 0)
  }
}
