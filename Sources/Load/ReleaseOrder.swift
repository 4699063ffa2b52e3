import Bytes

/// One worker's calls in flight by their intended start.
///
/// All calls have the same deadline, so this is the order in which they expire: a list through the
/// table, whose head is the next to expire. A call of a closed loop whose bytes wait in our own
/// buffer is intended later than it was released and keeps its place, so that those behind it are
/// looked at late by as much.
struct ReleaseOrder {
  /// No call: the neighbour at either end.
  static let none = UInt32.max

  private var first = ReleaseOrder.none
  private var last = ReleaseOrder.none

  /// The call that is intended first.
  var oldest: UInt32? { first == Self.none ? nil : first }

  /// Takes in a call, nearly always at the end: only a caller who waited for a stream of one
  /// connection is behind those of another.
  mutating func insert(_ index: UInt32, _ calls: inout Table<Call>) {
    let isLast = last == Self.none || calls[last].intended <= calls[index].intended
    link(index, behind: isLast ? last : place(of: index, calls), &calls)
  }

  /// The last call that is intended no later than this one.
  private func place(of index: UInt32, _ calls: borrowing Table<Call>) -> UInt32 {
    let intended = calls[index].intended
    var earlier = last
    while earlier != Self.none, calls[earlier].intended > intended {
      earlier = calls[earlier].earlier
    }
    return earlier
  }

  private mutating func link(
    _ index: UInt32,
    behind earlier: UInt32,
    _ calls: inout Table<Call>
  ) {
    let later = earlier == Self.none ? first : calls[earlier].later
    calls[index].earlier = earlier
    calls[index].later = later
    if earlier == Self.none { first = index } else { calls[earlier].later = index }
    if later == Self.none { last = index } else { calls[later].earlier = index }
  }

  mutating func remove(_ index: UInt32, _ calls: inout Table<Call>) {
    let (earlier, later) = (calls[index].earlier, calls[index].later)
    if earlier == Self.none { first = later } else { calls[earlier].later = later }
    if later == Self.none { last = earlier } else { calls[later].earlier = earlier }
  }
}
