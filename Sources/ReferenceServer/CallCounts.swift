import GRPC

/// How many calls of each method ended in each way.
struct CallCounts: Sendable {
  /// The place of calls whose method the server has not.
  private static let unknown = 15

  /// The calls that ended well, by the method's number; apart, so that counting one is an addition.
  private var fine = InlineArray<16, Int>(repeating: 0)
  /// All others, by method and ending; empty as long as there are none.
  private var others: [Int] = []

  /// Counts a call that ended with OK.
  @inline(__always)
  mutating func countOK(_ method: ServerMethod) {
    fine[method.rawValue] &+= 1
  }

  mutating func count(_ method: ServerMethod?, _ ending: CallEnding) {
    if others.isEmpty { others = Array(repeating: 0, count: 16 * CallEnding.count) }
    others[(method?.rawValue ?? Self.unknown) * CallEnding.count + ending.number] += 1
  }

  /// Calls of a method, nil being those that the server has not, that ended in a way.
  func calls(_ method: ServerMethod?, _ ending: CallEnding) -> Int {
    let row = method?.rawValue ?? Self.unknown
    let usual = ending == .status(.ok) ? fine[row] : 0
    return usual + (others.isEmpty ? 0 : others[row * CallEnding.count + ending.number])
  }

  static func += (sum: inout CallCounts, other: CallCounts) {
    for row in sum.fine.indices { sum.fine[row] += other.fine[row] }
    guard !other.others.isEmpty else { return }
    if sum.others.isEmpty { sum.others = Array(repeating: 0, count: other.others.count) }
    for index in sum.others.indices { sum.others[index] += other.others[index] }
  }
}
