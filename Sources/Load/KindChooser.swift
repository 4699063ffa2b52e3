import Scenarios
import Timing

/// Picks the kind of each call by the plan's weights: the same kinds for the same seed, whatever
/// the number of threads.
struct KindChooser: Sendable {
  /// The sums of the weights up to each kind.
  private let sums: [UInt64]
  private let seed: UInt64
  private var calls: UInt64

  /// - Parameters:
  ///   - plan: The kinds and the seed.
  ///   - worker: Which of the plan's threads chooses, for calls that have no schedule.
  init(_ plan: Plan, worker: Int) {
    var sum: UInt64 = 0
    sums = plan.calls.map { call in
      sum += UInt64(call.weight)
      return sum
    }
    seed = plan.seed
    calls = UInt64(worker) << 48
  }

  /// The kind of the call that a schedule has at this offset from its start.
  func kind(at offset: Nanoseconds) -> UInt32 {
    sums.count == 1 ? 0 : pick(UInt64(bitPattern: offset.count))
  }

  /// The kind of the next call that has no schedule.
  mutating func next() -> UInt32 {
    if sums.count == 1 { return 0 }
    calls += 1
    return pick(calls)
  }

  private func pick(_ key: UInt64) -> UInt32 {
    var random = SplitMix64(seed: seed, key: key)
    let total = sums[sums.count - 1]
    let number = random.next().multipliedFullWidth(by: total).high
    for (kind, sum) in sums.enumerated() where number < sum { return UInt32(kind) }
    return UInt32(sums.count - 1)
  }
}
