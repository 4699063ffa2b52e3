import GRPC

/// How many calls of each method ended in each way.
struct CallCounts: Sendable {
  /// The place of calls whose method the server has not.
  private static let unknown = 15
  /// The place of the guests' first method.
  private static let firstGuest = 16

  /// The calls that ended well, by the method's number; apart, so that counting one is an addition.
  private var fine = InlineArray<16, Int>(repeating: 0)
  /// All others, by method and ending; empty as long as there are none.
  private var others: [Int] = []

  /// Counts a call that ended with OK.
  @inline(__always)
  mutating func countOK(_ method: ServerMethod) {
    fine[method.rawValue] &+= 1
  }

  /// Counts a call of a method, nil being those that the server has not.
  mutating func count(_ method: ServerMethod?, _ ending: CallEnding) {
    count(row: method?.rawValue ?? Self.unknown, ending)
  }

  /// Counts a call of a guest's method.
  mutating func count(guest: Int, _ ending: CallEnding) {
    count(row: Self.firstGuest + guest, ending)
  }

  private mutating func count(row: Int, _ ending: CallEnding) {
    grow(to: max(row + 1, Self.firstGuest) * CallEnding.count)
    others[row * CallEnding.count + ending.number] += 1
  }

  private mutating func grow(to count: Int) {
    guard others.count < count else { return }
    others += repeatElement(0, count: count - others.count)
  }

  /// Calls of a method, nil being those that the server has not, that ended in a way.
  func calls(_ method: ServerMethod?, _ ending: CallEnding) -> Int {
    let row = method?.rawValue ?? Self.unknown
    let usual = ending == .status(.ok) ? fine[row] : 0
    return usual + other(row, ending)
  }

  /// Calls of a guest's method that ended in a way.
  func calls(guest: Int, _ ending: CallEnding) -> Int {
    other(Self.firstGuest + guest, ending)
  }

  private func other(_ row: Int, _ ending: CallEnding) -> Int {
    let index = row * CallEnding.count + ending.number
    return others.indices.contains(index) ? others[index] : 0
  }

  static func += (sum: inout CallCounts, other: CallCounts) {
    for row in sum.fine.indices { sum.fine[row] += other.fine[row] }
    sum.grow(to: other.others.count)
    for index in other.others.indices { sum.others[index] += other.others[index] }
  }
}
