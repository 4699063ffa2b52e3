public import Timing

/// Where the time of the calls went that are in the response histogram.
public struct PhaseRecording: Sendable, Equatable {
  /// The times of the calls that were in a phase at all, by `Phase`.
  private var histograms = [LatencyHistogram](
    repeating: LatencyHistogram(),
    count: Phase.allCases.count
  )
  /// All calls' time in each phase.
  private var sums = [LatencySum](repeating: LatencySum(), count: Phase.allCases.count)

  public init() {}

  /// An empty recording in which some phases have their memory already.
  init(reserving phases: [Phase]) {
    for phase in phases { histograms[phase.rawValue] = .reserved() }
  }

  /// The times of the calls that were in a phase, without those of which it took no time.
  public subscript(phase: Phase) -> LatencyHistogram { histograms[phase.rawValue] }

  /// All calls' time in a phase.
  public func sum(_ phase: Phase) -> LatencySum { sums[phase.rawValue] }

  /// All calls' time in all phases, which is their response time.
  public var total: LatencySum {
    sums.reduce(into: LatencySum()) { $0.add($1) }
  }

  /// Counts calls that were in a phase for the same time.
  public mutating func record(_ time: Nanoseconds, in phase: Phase, count: UInt64 = 1) {
    record(time, at: phase.rawValue, count: count)
  }

  public mutating func record(_ times: PhaseTimes) {
    // By number: `allCases` is a fresh array each time.
    for index in times.nanoseconds.indices {
      record(Nanoseconds(times.nanoseconds[index]), at: index, count: 1)
    }
  }

  private mutating func record(_ time: Nanoseconds, at index: Int, count: UInt64) {
    precondition(time >= .zero, "a call was in the phase \(index) for \(time.count) ns")
    guard time > .zero else { return }
    histograms[index].record(time, count: count)
    sums[index].add(time, count: count)
  }

  public mutating func add(_ other: PhaseRecording) {
    for phase in Phase.allCases.map(\.rawValue) {
      histograms[phase].add(other.histograms[phase])
      sums[phase].add(other.sums[phase])
    }
  }
}

extension Recording {
  /// Counts the phases of a call that took `time`; nothing if phases are not taken.
  mutating func record(_ times: PhaseTimes, ofCall time: Nanoseconds) {
    guard phases != nil else { return }
    precondition(
      times.total == time,
      "the phases of a call of \(time.count) ns add up to \(times.total.count) ns"
    )
    phases?.record(times)
  }
}
