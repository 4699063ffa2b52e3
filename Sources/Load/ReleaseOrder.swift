import Bytes

/// The order in which one worker's calls in flight were released.
///
/// All calls have the same deadline, so this is the order in which they expire: a list through the
/// table, whose head is the next to expire.
struct ReleaseOrder {
  /// No call: the neighbour at either end.
  static let none = UInt32.max

  private var first = ReleaseOrder.none
  private var last = ReleaseOrder.none

  /// The call that was released first.
  var oldest: UInt32? { first == Self.none ? nil : first }

  /// Takes in a call that was released last.
  mutating func append(_ index: UInt32, _ calls: inout Table<Call>) {
    calls[index].earlier = last
    calls[index].later = Self.none
    if last == Self.none { first = index } else { calls[last].later = index }
    last = index
  }

  mutating func remove(_ index: UInt32, _ calls: inout Table<Call>) {
    let (earlier, later) = (calls[index].earlier, calls[index].later)
    if earlier == Self.none { first = later } else { calls[earlier].later = later }
    if later == Self.none { last = earlier } else { calls[later].earlier = earlier }
  }
}
