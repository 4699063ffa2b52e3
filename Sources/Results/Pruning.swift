public import Foundation

/// Which runs go when old ones are cleared away.
public struct Pruning: Equatable, Sendable {
  /// The newest runs, which stay whatever their age is; nil if age alone decides.
  public var kept: Int?

  /// The age from which a run goes, in seconds; nil if the number alone decides.
  public var age: Double?

  public init(kept: Int?, age: Double?) {
    self.kept = kept
    self.age = age
  }

  /// The runs that go, of those given with the newest first: all that are neither among the newest
  /// nor too young; none if nothing decides.
  public func removed<Run>(of runs: [Run], startedAt: (Run) -> Date, now: Date) -> [Run] {
    guard kept != nil || age != nil else { return [] }
    return runs.dropFirst(max(0, kept ?? 0)).filter { run in
      age.map { now.timeIntervalSince(startedAt(run)) >= $0 } ?? true
    }
  }
}
