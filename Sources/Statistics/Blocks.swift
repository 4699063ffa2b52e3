internal import Timing

/// The intervals of a recording in consecutive groups of about equal length, which stand for
/// independent pieces of the run.
///
/// Neighbouring calls wait in the same queue, so they say less than as many independent ones would;
/// whole blocks of at least a second are nearly independent of each other.
enum Blocks {
  /// Fewer blocks than this say too little about how much they vary.
  static let least = 10

  /// More blocks than this make the blocks short without making the interval better.
  static let most = 60

  /// Sizes of `count` intervals cut into at most `most` groups, whose sizes differ by at most one.
  static func sizes(of count: Int) -> [Int] {
    let groups = min(count, most)
    guard groups > 0 else { return [] }
    return (0..<groups).map { (($0 + 1) * count) / groups - ($0 * count) / groups }
  }

  /// The intervals of `recording` that lie wholly in the measured window and have the full length.
  static func whole(of recording: Recording) -> ArraySlice<IntervalRecording> {
    let length = recording.intervals.first?.length ?? .zero
    let isWhole = { (interval: IntervalRecording) in
      interval.length == length && interval.start + length <= recording.measured
    }
    return recording.intervals.prefix(while: isWhole)
  }
}
