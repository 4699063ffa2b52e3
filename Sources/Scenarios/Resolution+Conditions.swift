/// The thresholds of a scenario.
extension Resolution {
  func failConditions() throws(Complaint) -> [FailCondition] {
    let entries = (settings.lists[.failIf] ?? []).filter { !$0.isNone }
    guard entries.count <= Limits.conditions else {
      throw entries[Limits.conditions].complaint(
        "is one threshold too many; give at most \(Limits.conditions)"
      )
    }
    var conditions: [FailCondition] = []
    for entry in entries { conditions.append(try FailCondition(entry)) }
    return conditions
  }

  /// Whether a hopeless run is ended; there must be something to be hopeless about.
  func abortsOnFail(_ conditions: [FailCondition]) throws(Complaint) -> Bool {
    guard let entry = settings[.abortOnFail], try entry.flag() else { return false }
    guard conditions.contains(where: \.isKnownWhileRunning) else {
      throw entry.complaint(
        "needs a threshold that is known while the run goes on; give one about "
          + FailCondition.knownWhileRunning
      )
    }
    return true
  }
}

extension FailCondition {
  /// Whether each second of a run tells if it is so; a number that is too low may still grow.
  public var isKnownWhileRunning: Bool {
    switch metric {
    case .latency(.response, _), .achieved: true
    case .calls(.ok), .calls(.failed):
      quantity == .share || comparison == .above || comparison == .atLeast
    default: false
    }
  }

  static let knownWhileRunning = "response, achieved or failed"
}
