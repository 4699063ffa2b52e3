/// Finds the names that a misspelt one may have meant.
enum Spelling {
  /// Up to three candidates, nearest first; none if all are too far to be worth offering.
  static func near(_ name: String, among candidates: [String]) -> [String] {
    let letters = Array(name.lowercased())
    // Also a bound on the work: no key or scenario is longer.
    guard (1...64).contains(letters.count) else { return [] }
    let ranked = candidates.compactMap { candidate -> (name: String, distance: Int)? in
      let other = Array(candidate.lowercased())
      if letters.count >= 3, other.starts(with: letters) || letters.starts(with: other) {
        return (candidate, 1)
      }
      let distance = distance(letters, other)
      return distance <= max(1, letters.count / 3) ? (candidate, distance) : nil
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// The same as advice: `did you mean streams or threads?`, or nothing.
  static func advice(_ name: String, among candidates: [String]) -> String? {
    let names = near(name, among: candidates)
    return names.isEmpty ? nil : "did you mean \(names.joined(separator: " or "))?"
  }

  /// Letters to insert, delete, replace or swap with their neighbour (optimal string alignment).
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(
          last[column + 1] + 1,
          current[column] + 1,
          last[column] + (letter == other ? 0 : 1)
        )
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
