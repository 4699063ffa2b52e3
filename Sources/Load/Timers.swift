import Bytes
import Timing

/// When each play wants to be looked at: a heap, in which each has at most one place and knows it.
struct Timers {
  static let none = UInt32.max

  private struct Entry {
    var due: Instant
    var play: UInt32
  }

  private var heap: [Entry] = []

  /// The earliest instant; nil when no one waits.
  var next: Instant? { heap.first?.due }

  /// The play that is due first.
  func first(dueBy now: Instant) -> UInt32? {
    guard let first = heap.first, first.due <= now else { return nil }
    return first.play
  }

  /// Sets a play's instant, instead of the one that it had; the distant future takes it out.
  mutating func set(_ play: UInt32, _ due: Instant, _ plays: inout Table<Play>) {
    guard due < .distantFuture else { return remove(play, &plays) }
    if plays[play].timer == Self.none {
      plays[play].timer = UInt32(heap.count)
      heap.append(Entry(due: due, play: play))
      rise(from: heap.count - 1, &plays)
    } else {
      let place = Int(plays[play].timer)
      let isEarlier = due < heap[place].due
      heap[place].due = due
      if isEarlier { rise(from: place, &plays) } else { sink(from: place, &plays) }
    }
  }

  mutating func remove(_ play: UInt32, _ plays: inout Table<Play>) {
    guard plays[play].timer != Self.none else { return }
    let place = Int(plays[play].timer)
    plays[play].timer = Self.none
    let last = heap.removeLast()
    guard place < heap.count else { return }
    let isEarlier = last.due < heap[place].due
    put(last, at: place, &plays)
    if isEarlier { rise(from: place, &plays) } else { sink(from: place, &plays) }
  }

  private mutating func put(_ entry: Entry, at place: Int, _ plays: inout Table<Play>) {
    heap[place] = entry
    plays[entry.play].timer = UInt32(place)
  }

  private mutating func rise(from start: Int, _ plays: inout Table<Play>) {
    let entry = heap[start]
    var place = start
    while place > 0, entry.due < heap[(place - 1) / 2].due {
      put(heap[(place - 1) / 2], at: place, &plays)
      place = (place - 1) / 2
    }
    put(entry, at: place, &plays)
  }

  private mutating func sink(from start: Int, _ plays: inout Table<Play>) {
    let entry = heap[start]
    var place = start
    while 2 * place + 1 < heap.count {
      var child = 2 * place + 1
      if child + 1 < heap.count, heap[child + 1].due < heap[child].due { child += 1 }
      guard heap[child].due < entry.due else { break }
      put(heap[child], at: place, &plays)
      place = child
    }
    put(entry, at: place, &plays)
  }
}
