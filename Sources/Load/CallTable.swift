import Timing

/// The calls that one worker has in flight: a fixed set of places, found by number.
///
/// All calls have the same deadline, so the order in which they were released is the order in which
/// they expire: a list through the table, whose head is the next to expire.
struct CallTable {
  static let none = UInt32.max

  private var calls: [Call] = []
  /// Free places, the last one used on top.
  private var free: [UInt32] = []
  private var first = CallTable.none
  private var last = CallTable.none

  /// Calls in flight.
  var count: Int { calls.count - free.count }

  subscript(index: UInt32) -> Call {
    @inline(__always) _read { yield calls[Int(index)] }
    @inline(__always) _modify { yield &calls[Int(index)] }
  }

  /// The call that was released first.
  var oldest: UInt32? { first == Self.none ? nil : first }

  /// Takes in a call that was released last.
  mutating func insert(_ call: Call) -> UInt32 {
    let index: UInt32
    if let place = free.popLast() {
      index = place
      calls[Int(index)] = call
    } else {
      index = UInt32(calls.count)
      calls.append(call)
    }
    calls[Int(index)].earlier = last
    if last == Self.none { first = index } else { calls[Int(last)].later = index }
    last = index
    return index
  }

  mutating func remove(_ index: UInt32) {
    let (earlier, later) = (calls[Int(index)].earlier, calls[Int(index)].later)
    if earlier == Self.none { first = later } else { calls[Int(earlier)].later = later }
    if later == Self.none { last = earlier } else { calls[Int(later)].earlier = earlier }
    calls[Int(index)].isInUse = false
    free.append(index)
  }

  /// The numbers of all calls in flight.
  var all: [UInt32] { calls.indices.filter { calls[$0].isInUse }.map(UInt32.init) }
}
