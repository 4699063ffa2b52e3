public import Timing

/// What was counted in a slice with calls.
public struct SliceOutcome: Codable, Equatable, Sendable {
  /// Calls of the measured time, however they ended.
  public var calls: UInt64 = 0
  public var failed: UInt64 = 0
  /// Those of the failed calls whose answer was not the expected one.
  public var wrong: UInt64 = 0
  public var unfinished: UInt64 = 0
  /// Calls that ended OK in the measured time, whenever they began.
  public var completed: UInt64 = 0
  public var measured = Nanoseconds.zero
  /// Between the two readings of the CPU clocks.
  public var accounted = Nanoseconds.zero
  public var clientCPU = Nanoseconds.zero
  /// Zero where the server's clock could not be read.
  public var serverCPU = Nanoseconds.zero
  public var messagesSent: UInt64 = 0
  public var messagesReceived: UInt64 = 0
  public var bytesSent: UInt64 = 0
  public var bytesReceived: UInt64 = 0
  /// Of the response time, from the intended start.
  public var p50 = Nanoseconds.zero
  public var p99 = Nanoseconds.zero
  /// Calls per second on the schedule; nil where there was none.
  public var rate: Double?
  /// The part of the measured time in which the busiest worker was at work.
  public var busyShare = 0.0
  /// The part of the machine's time that its host gave to others.
  public var stealShare = 0.0

  public init() {}

  private enum CodingKeys: String, CodingKey {
    case calls, failed, wrong, unfinished, completed
    case measured = "measured_ns"
    case accounted = "accounted_ns"
    case clientCPU = "client_cpu_ns"
    case serverCPU = "server_cpu_ns"
    case messagesSent = "messages_sent"
    case messagesReceived = "messages_received"
    case bytesSent = "bytes_sent"
    case bytesReceived = "bytes_received"
    case p50 = "p50_ns"
    case p99 = "p99_ns"
    case rate = "rate_per_s"
    case busyShare = "busy_share"
    case stealShare = "steal_share"
  }

  /// Calls that ended OK, per second; nil if there was no time.
  public var throughput: Double? {
    measured.count > 0 ? Double(completed) / measured.inSeconds : nil
  }

  /// CPU time of the client for each call, in nanoseconds; nil without calls.
  ///
  /// The clocks are read a moment beside the ends of the measured time, so both are taken by the
  /// second.
  public var clientCPUPerCall: Double? { perCall(clientCPU) }

  public var serverCPUPerCall: Double? { perCall(serverCPU) }

  private func perCall(_ time: Nanoseconds) -> Double? {
    guard let throughput, throughput > 0, accounted.count > 0 else { return nil }
    return Double(time.count) / accounted.inSeconds / throughput
  }

  /// Whether the measured time began and ended between two calls, so that its bytes are those of
  /// whole calls.
  public var isWhole: Bool {
    calls > 0 && completed == calls && failed == 0 && unfinished == 0 && messagesSent == calls
      && messagesReceived == calls && bytesSent.isMultiple(of: calls)
      && bytesReceived.isMultiple(of: calls)
  }
}

extension Slice {
  /// Whether a freeze of the machine has spoilt the slice, so that it is played again: no call fell
  /// into it, or a call of a proof went over the edge of the measured time.
  ///
  /// Where calls take longer than the gap between them, that is not the machine's.
  public func wantsAnother(_ outcome: SliceOutcome) -> Bool {
    guard outcome.calls > 0 else { return true }
    guard case .proof = work else { return false }
    return !outcome.isWhole && outcome.p50.count < 1_000_000_000 / Int64(2 * Design.proofRate)
  }
}
