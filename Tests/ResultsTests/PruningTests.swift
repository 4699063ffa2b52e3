import Foundation
import Results
import Testing

struct PruningTests {
  static let now = Date(timeIntervalSince1970: 1_000_000)

  /// Ages in seconds, the youngest first.
  @Test(
    arguments: [
      (nil, nil, []), (2, nil, [300, 400]), (0, nil, [100, 200, 300, 400]), (9, nil, []),
      (nil, 250, [300, 400]), (nil, 300, [300, 400]), (nil, 0, [100, 200, 300, 400]),
      (nil, 1e9, []), (3, 150, [400]), (1, 350, [400]), (-1, nil, [100, 200, 300, 400]),
    ] as [(Int?, Double?, [Int])]
  )
  func `what goes is neither among the newest nor too young`(
    kept: Int?,
    age: Double?,
    removed: [Int]
  ) {
    let pruning = Pruning(kept: kept, age: age)
    let gone = pruning.removed(
      of: [100, 200, 300, 400],
      startedAt: { Self.now.addingTimeInterval(-Double($0)) },
      now: Self.now
    )
    #expect(gone == removed)
  }
}
