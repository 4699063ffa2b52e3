/// The streams of a connection that have something to send and did not send it yet: each stands in
/// one of three lines, the first come the first served.
///
/// A line is a ring of numbers that begins and ends at a place of its own, so that a stream leaves
/// from anywhere in a few steps and nothing is allocated while streams come and go.
struct WaitingLines {
  enum Line: UInt32, CaseIterable {
    /// May send as soon as there is room in the output.
    case ready
    /// A window is closed, and nothing could be sent since it opened last.
    case starved
    /// A window is closed; something was sent before.
    case blocked
  }

  private struct Place {
    var next: UInt32
    var previous: UInt32
  }

  private static let none = UInt32.max
  private static let first = UInt32(Line.allCases.count)

  /// The beginnings of the lines, then one place for each slot.
  private var places = Line.allCases.map { Place(next: $0.rawValue, previous: $0.rawValue) }

  /// The slot that is next in a line.
  func first(in line: Line) -> UInt32? {
    let place = places[Int(line.rawValue)].next
    return place == line.rawValue ? nil : place - Self.first
  }

  func contains(_ slot: UInt32) -> Bool {
    let index = Int(slot + Self.first)
    return index < places.count && places[index].next != Self.none
  }

  /// Makes room for the slots up to this one.
  private mutating func reserve(_ slot: UInt32) {
    while places.count <= Int(slot + Self.first) {
      places.append(Place(next: Self.none, previous: Self.none))
    }
  }

  /// Puts a slot at the end of a line.
  mutating func put(_ slot: UInt32, in line: Line) {
    reserve(slot)
    remove(slot)
    link(places[Int(line.rawValue)].previous, slot + Self.first)
    link(slot + Self.first, line.rawValue)
  }

  /// Takes a slot out of its line, if it stands in one.
  mutating func remove(_ slot: UInt32) {
    guard contains(slot) else { return }
    let index = Int(slot + Self.first)
    link(places[index].previous, places[index].next)
    places[index] = Place(next: Self.none, previous: Self.none)
  }

  /// A window has opened for all: those who had nothing of the last one come first.
  mutating func wakeAll() {
    for line in [Line.starved, .blocked] {
      let start = places[Int(line.rawValue)]
      guard start.next != line.rawValue else { continue }
      link(places[Int(Line.ready.rawValue)].previous, start.next)
      link(start.previous, Line.ready.rawValue)
      places[Int(line.rawValue)] = Place(next: line.rawValue, previous: line.rawValue)
    }
  }

  private mutating func link(_ place: UInt32, _ next: UInt32) {
    places[Int(place)].next = next
    places[Int(next)].previous = place
  }
}
