/// One of the places that a run measures, and its part of the connections.
public struct PlannedTarget: Codable, Hashable, Sendable {
  public var address: Target
  /// How many connections it gets, beside the weights of the plan's other targets.
  public var weight: Int

  public init(_ address: Target, weight: Int = 1) {
    self.address = address
    self.weight = weight
  }
}

extension Plan {
  /// Whether the run starts the server that it measures.
  public var measuresOwnServer: Bool { targets.contains { $0.address == .referenceServer } }

  /// What one line calls the targets.
  public var targetText: String {
    let first = targets.first.map { "\($0.address)" } ?? "nothing"
    return targets.count > 1 ? "\(first) and \(targets.count - 1) more" : first
  }

  /// The target of each connection, by its place in `targets`: the same for the same weights.
  public var dealtTargets: [Int] {
    TargetDeal(weights: targets.map(\.weight)).first(connections)
  }
}

/// Deals connections to targets by their weights, as evenly mixed as can be: 3 and 1 are dealt as
/// first, first, second, first.
///
/// Each time every target gains its weight, the one that has most takes the connection and pays the
/// sum of all weights; the first of equals takes it. After as many connections as that sum each
/// target has exactly its weight of them.
struct TargetDeal {
  let weights: [Int]

  /// The targets of the first so many connections.
  func first(_ connections: Int) -> [Int] {
    guard weights.count > 1 else { return Array(repeating: 0, count: connections) }
    let sum = weights.reduce(0, +)
    var credits = weights.map { _ in 0 }
    return (0..<connections).map { _ in
      var richest = 0
      for target in weights.indices {
        credits[target] += weights[target]
        if credits[target] > credits[richest] { richest = target }
      }
      credits[richest] -= sum
      return richest
    }
  }
}
