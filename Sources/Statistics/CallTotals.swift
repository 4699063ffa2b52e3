/// How calls ended, counted and nothing else.
public struct CallTotals: Sendable, Equatable {
  /// By gRPC status code, 0…16.
  public var statuses = [UInt64](repeating: 0, count: Recording.statusCodes)

  /// Calls that the plan had the client cancel; they are in `statuses` as CANCELLED.
  public var cancelledAsPlanned: UInt64 = 0

  /// Calls that had not ended when the run did.
  public var unfinished: UInt64 = 0

  public init() {}

  public var ok: UInt64 { statuses[0] }

  public var all: UInt64 { statuses.reduce(unfinished, +) }

  public mutating func add(_ other: CallTotals) {
    for code in statuses.indices { statuses[code] += other.statuses[code] }
    cancelledAsPlanned += other.cancelledAsPlanned
    unfinished += other.unfinished
  }
}

extension Recording {
  /// The calls of the whole run, also of its warm-up.
  public var wholeRun: CallTotals {
    var totals = outside
    for code in statuses.indices { totals.statuses[code] += statuses[code] }
    totals.cancelledAsPlanned += cancelledAsPlanned
    totals.unfinished += unfinishedCalls
    return totals
  }
}
