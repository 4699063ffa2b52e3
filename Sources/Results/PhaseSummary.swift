public import Statistics
internal import Timing

/// How much of the calls' response time one phase took.
public struct PhaseSummary: Codable, Sendable, Equatable {
  /// Calls that were in the phase at all; percentiles are of these.
  public var calls: UInt64

  /// The phase's share of the response time of all calls, 0 to 1.
  public var shareOfTime: Double

  /// All calls' time in the phase ÷ all calls, in nanoseconds.
  public var meanPerCall: Int64

  /// All calls' time in the phase, in nanoseconds, exactly.
  public var sum: Int64
  public var p50: Int64
  public var p90: Int64
  public var p99: Int64
  public var max: Int64

  enum CodingKeys: String, CodingKey {
    case calls, p50, p90, p99, max
    case shareOfTime = "share_of_time"
    case meanPerCall = "mean_per_call"
    case sum = "sum_ns"
  }

  init(_ phase: Phase, of phases: PhaseRecording, calls all: UInt64) {
    let histogram = phases[phase]
    let (sum, total) = (phases.sum(phase), phases.total.mean(over: 1))
    calls = histogram.count + histogram.outOfRange
    shareOfTime = total > 0 ? sum.mean(over: 1) / total : 0
    meanPerCall = Int64(sum.mean(over: all).rounded())
    self.sum = sum.total.count
    p50 = histogram.quantile(0.5).count
    p90 = histogram.quantile(0.9).count
    p99 = histogram.quantile(0.99).count
    max = histogram.max.count
  }
}

/// Where the response time of calls went: each phase, in the order in which a call comes to them.
public struct PhaseSummaries: Codable, Sendable, Equatable {
  public var connectionWait: PhaseSummary
  public var slotWait: PhaseSummary
  public var sending: PhaseSummary
  public var streamWindow: PhaseSummary
  public var connectionWindow: PhaseSummary
  public var firstByte: PhaseSummary
  public var firstMessage: PhaseSummary
  public var messages: PhaseSummary
  public var trailers: PhaseSummary

  enum CodingKeys: String, CodingKey {
    case sending, messages, trailers
    case connectionWait = "connection_wait"
    case slotWait = "slot_wait"
    case streamWindow = "stream_window"
    case connectionWindow = "connection_window"
    case firstByte = "first_byte"
    case firstMessage = "first_message"
  }

  /// The phases of a recording; nil if they were not taken.
  init?(_ recording: Recording) {
    guard let phases = recording.phases else { return nil }
    let calls = recording.response.count + recording.response.outOfRange
    let summary = { (phase: Phase) in PhaseSummary(phase, of: phases, calls: calls) }
    connectionWait = summary(.connectionWait)
    slotWait = summary(.slotWait)
    sending = summary(.sending)
    streamWindow = summary(.streamWindow)
    connectionWindow = summary(.connectionWindow)
    firstByte = summary(.firstByte)
    firstMessage = summary(.firstMessage)
    messages = summary(.messages)
    trailers = summary(.trailers)
  }

  public subscript(phase: Phase) -> PhaseSummary {
    switch phase {
    case .connectionWait: connectionWait
    case .slotWait: slotWait
    case .sending: sending
    case .streamWindow: streamWindow
    case .connectionWindow: connectionWindow
    case .firstByte: firstByte
    case .firstMessage: firstMessage
    case .messages: messages
    case .trailers: trailers
    }
  }
}
