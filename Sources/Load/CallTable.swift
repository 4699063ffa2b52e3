import Bytes
import Timing

/// The calls that one worker has in flight: a fixed set of places, found by number.
///
/// All calls have the same deadline, so the order in which they were released is the order in which
/// they expire: a list through the table, whose head is the next to expire.
struct CallTable: ~Copyable {
  static let none = UInt32.max

  private var calls = Table<Call>()
  private var first = CallTable.none
  private var last = CallTable.none

  /// Calls in flight.
  var count: Int { calls.count }

  subscript(index: UInt32) -> Call {
    @inline(__always) _read { yield calls[index] }
    @inline(__always) _modify { yield &calls[index] }
  }

  /// The call that was released first.
  var oldest: UInt32? { first == Self.none ? nil : first }

  /// Takes in a call that was released last.
  mutating func insert(_ call: Call) -> UInt32 {
    var call = call
    call.earlier = last
    let index = calls.insert(call)
    if last == Self.none { first = index } else { calls[last].later = index }
    last = index
    return index
  }

  mutating func remove(_ index: UInt32) {
    let (earlier, later) = (calls[index].earlier, calls[index].later)
    if earlier == Self.none { first = later } else { calls[earlier].later = later }
    if later == Self.none { last = earlier } else { calls[later].earlier = earlier }
    calls.remove(index)
  }
}
