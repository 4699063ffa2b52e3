public import Timing

/// Where the time of the calls went that are in the response histogram.
public struct PhaseRecording: Sendable, Equatable {
  /// The times of the calls that were in a phase at all, by `Phase`.
  private var histograms = [LatencyHistogram](
    repeating: LatencyHistogram(),
    count: Phase.allCases.count
  )
  /// All calls' time in each phase, in nanoseconds, exactly.
  private var sums = [Int64](repeating: 0, count: Phase.allCases.count)

  public init() {}

  /// The times of the calls that were in a phase, without those of which it took no time.
  public subscript(phase: Phase) -> LatencyHistogram { histograms[phase.rawValue] }

  /// All calls' time in a phase.
  public func sum(_ phase: Phase) -> Nanoseconds { Nanoseconds(sums[phase.rawValue]) }

  /// All calls' time in all phases.
  public var total: Nanoseconds { Nanoseconds(sums.reduce(0, +)) }

  /// Counts calls that were in a phase for the same time.
  public mutating func record(_ time: Nanoseconds, in phase: Phase, count: UInt64 = 1) {
    guard time > .zero else { return }
    histograms[phase.rawValue].record(time, count: count)
    sums[phase.rawValue] += time.count * Int64(count)
  }

  public mutating func record(_ times: PhaseTimes) {
    for phase in Phase.allCases { record(times[phase], in: phase) }
  }

  public mutating func add(_ other: PhaseRecording) {
    for phase in Phase.allCases.map(\.rawValue) {
      histograms[phase].add(other.histograms[phase])
      sums[phase] += other.sums[phase]
    }
  }
}
