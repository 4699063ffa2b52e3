public import Bytes

/// The rates at which all cells of a payload are compared: shares of what the slowest reaches with
/// the calls in flight of the design.
public struct Rates: Equatable, Sendable {
  /// Calls per second of each cell, the median of its slices.
  public let capacities: [Cell: Double]
  /// The least of them.
  public let slowest: Double

  /// The rates of a payload; nil while not all of its cells have shown a capacity.
  public init?(of payload: PayloadName, in journal: Journal) {
    var found: [Cell: [Double]] = [:]
    for entry in journal.entries where entry.slice.payload == payload {
      guard case .capacity(let cell) = entry.slice.work, case .calls(let outcome) = entry.finding,
        let throughput = outcome.throughput
      else { continue }
      found[cell, default: []].append(throughput)
    }
    capacities = found.mapValues { Self.median($0) }
    guard capacities.count == Cell.all.count, let least = capacities.values.min(), least > 0 else {
      return nil
    }
    slowest = least
  }

  /// Calls per second at a share in percent, whole, so that it is the same in every slice.
  public func rate(percent: Int) -> Int {
    max(1, Int((slowest * Double(percent) / 100).rounded(.down)))
  }

  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}
