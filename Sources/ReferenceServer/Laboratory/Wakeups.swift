import Timing
import Transport

/// What waits for an instant: the earliest first, and those of one instant in their order.
///
/// A binary heap. A call that is gone leaves its entry behind, which is swept out when there are
/// many, or finds no one when it is due.
struct Wakeups {
  enum Errand: UInt8 {
    /// A call goes on.
    case resume
    /// It is a call's turn to start.
    case turn
    /// The time of a call is over that waits for its turn.
    case deadline
    /// A stream's window is opened by another portion.
    case refill
    /// The connection's window is opened by another portion.
    case refillConnection
  }

  struct Entry {
    let at: Instant
    var order: UInt64 = 0
    let channel: Token
    let slot: UInt32
    let id: UInt32
    let errand: Errand

    /// The same for another instant.
    func at(_ instant: Instant) -> Entry {
      Entry(at: instant, channel: channel, slot: slot, id: id, errand: errand)
    }
  }

  private var heap: [Entry] = []
  private var added: UInt64 = 0

  var count: Int { heap.count }

  /// The instant of the earliest.
  var next: Instant? { heap.first?.at }

  mutating func add(_ entry: Entry) {
    var entry = entry
    entry.order = added
    added += 1
    heap.append(entry)
    var index = heap.count - 1
    while index > 0, isBefore(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes the earliest out, if its instant has come.
  mutating func due(_ now: Instant) -> Entry? {
    guard let first = heap.first, first.at <= now else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first }
    heap[0] = last
    settle(0)
    return first
  }

  /// Takes out what nobody waits for.
  mutating func sweep(_ isAwaited: (Entry) -> Bool) {
    heap = heap.filter(isAwaited)
    for index in (0..<heap.count / 2).reversed() { settle(index) }
  }

  /// Moves an entry down until none below it is earlier.
  private mutating func settle(_ start: Int) {
    var index = start
    while true {
      var least = index
      for child in [2 * index + 1, 2 * index + 2]
      where child < heap.count && isBefore(child, least) {
        least = child
      }
      guard least != index else { return }
      heap.swapAt(index, least)
      index = least
    }
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    let (left, right) = (heap[left], heap[right])
    return left.at == right.at ? left.order < right.order : left.at < right.at
  }
}
