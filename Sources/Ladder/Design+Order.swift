import Bytes
import Timing

/// The order of the slices, drawn from the seed.
///
/// Cells that are compared stand next to each other, because a machine is most like itself from one
/// moment to the next. That every order is as likely as any other, and no idea of the noise, is
/// what the tests of the analysis rest on.
extension Design {
  /// All slices: proofs, then the rates that cells reach, then the rounds.
  public var slices: [Slice] {
    var slices: [Slice] = []
    func add(_ round: Int, _ payload: PayloadName, _ works: [Slice.Work]) {
      for work in works {
        slices.append(Slice(number: slices.count, round: round, payload: payload, work: work))
      }
    }
    for payload in payloads { add(0, payload, Cell.all.map { .proof($0) }) }
    var order = SplitMix64(seed: seed, key: 0)
    for payload in payloads {
      for _ in 0..<Self.capacityRounds {
        add(0, payload, Self.shuffled(Cell.all.map { .capacity($0) }, &order))
      }
    }
    for round in 1...max(1, rounds) {
      order = SplitMix64(seed: seed, key: UInt64(round))
      for payload in Self.shuffled(payloads, &order) {
        for group in Self.shuffled(groups, &order) {
          add(round, payload, Self.shuffled(group, &order))
        }
      }
    }
    return slices
  }

  /// What is compared with each other.
  private var groups: [[Slice.Work]] {
    [MessageFormat.allCases.map { .codec($0) }, Cell.all.map { .saturation($0) }]
      + percents.map { percent in Cell.all.map { .rate($0, percent: percent) } }
  }

  /// The seed of the load of a slice: the same for all cells of a group, so that their calls arrive
  /// alike.
  public func loadSeed(of slice: Slice) -> UInt64 {
    let percent =
      switch slice.work {
      case .rate(_, let percent): percent
      case .proof, .capacity, .saturation, .codec: 0
      }
    var numbers = SplitMix64(seed: seed, key: UInt64(slice.round) << 8 | UInt64(percent))
    // Plans keep seeds that JSON numbers can hold.
    return numbers.next() >> 12
  }

  /// The elements in an order drawn from `numbers` (Fisher and Yates).
  private static func shuffled<T>(_ elements: [T], _ numbers: inout SplitMix64) -> [T] {
    var elements = elements
    for last in elements.indices.reversed().dropLast() {
      elements.swapAt(last, Int(numbers.next() % UInt64(last + 1)))
    }
    return elements
  }
}
