extension ResultDocument {
  /// Why the figures of this run must not be put beside those of others, such as `is of a debug
  /// build, …`; none if they may.
  public var flaws: [String] {
    var flaws: [String] = []
    if environment.build == "debug" {
      flaws.append("is of a debug build, whose figures mean nothing")
    }
    if validity.verdict == .invalid {
      let reason = validity.reasons.first.map { ": \($0)" } ?? ""
      flaws.append("is an invalid measurement\(reason)")
    }
    if let endedEarly {
      flaws.append("was ended early: \(endedEarly)")
    } else if let asked = scenario["duration_ns"]?.number {
      let measured = summary.durationSeconds * 1e9
      if measured < Self.leastShare * asked {
        flaws.append("was stopped after \(Figure.time(measured)) of \(Figure.time(asked))")
      }
    }
    return flaws
  }

  /// A run that was stopped has measured less than this of what it was asked to.
  private static let leastShare = 0.99
}
