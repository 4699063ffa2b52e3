public import Statistics
internal import Timing

/// What is known about how well a run was made, apart from what it found.
public struct Evidence: Codable, Sendable, Equatable {
  public var isOpenLoop: Bool
  public var isDebugBuild: Bool

  /// Calls of the measured window, and how many of them ended OK.
  public var calls: UInt64
  public var ok: UInt64

  /// Calls that were answered in the measured window, whenever they began.
  public var answered: UInt64

  /// Calls of the window that were in flight at its end.
  public var inFlightAtEnd: UInt64
  public var unfinished: UInt64
  public var outOfRange: UInt64
  public var responseP50: Int64

  /// How late the generator was; zero in a closed loop.
  public var sendLagP50: Int64
  public var sendLagP99: Int64

  /// Arrivals that waited for a free stream or a connection, and for how long.
  public var slotWaits: UInt64
  public var slotWaitP99: Int64

  /// The share of the measured window in which each event loop was not asleep.
  public var busyShares: [Double]

  /// The share of the measured window in which an event loop had no connection at all.
  public var outageShare: Double

  /// The share of CPU time that the hypervisor gave to others; nil if it is not known.
  @Nullable public var stealShare: Double?

  /// What the server's own counters say otherwise than the client's; nil if nothing is known.
  @Nullable public var serverDisagreement: String?

  enum CodingKeys: String, CodingKey {
    case calls, ok, answered, unfinished
    case isOpenLoop = "is_open_loop"
    case isDebugBuild = "is_debug_build"
    case inFlightAtEnd = "in_flight_at_end"
    case outOfRange = "out_of_range"
    case responseP50 = "response_p50_ns"
    case sendLagP50 = "send_lag_p50_ns"
    case sendLagP99 = "send_lag_p99_ns"
    case slotWaits = "slot_waits"
    case slotWaitP99 = "slot_wait_p99_ns"
    case busyShares = "busy_shares"
    case outageShare = "outage_share"
    case stealShare = "steal_share"
    case serverDisagreement = "server_disagreement"
  }

  public init(
    _ recording: Recording,
    busyShares: [Double],
    stealShare: Double?,
    outageShare: Double = 0,
    isDebugBuild: Bool,
    serverDisagreement: String? = nil
  ) {
    isOpenLoop = !recording.isClosedLoop
    self.isDebugBuild = isDebugBuild
    calls = recording.started
    ok = recording.okCalls
    answered = recording.completedInWindow + recording.failedCalls
    inFlightAtEnd = recording.inFlightAtEnd
    unfinished = recording.unfinishedCalls
    let streams = recording.streams
    outOfRange = [
      recording.response, recording.service, recording.failed, recording.sendLag,
      streams.firstMessage, streams.firstMessageService, streams.gap, streams.roundTrip,
      streams.roundTripService, streams.messageLag,
    ].reduce(0) { $0 + $1.outOfRange }
    responseP50 = recording.response.quantile(0.5).count
    sendLagP50 = recording.sendLag.quantile(0.5).count
    sendLagP99 = recording.sendLag.quantile(0.99).count
    slotWaits = recording.slotWait.count
    slotWaitP99 = recording.slotWait.quantile(0.99).count
    self.busyShares = busyShares
    self.outageShare = outageShare
    self.stealShare = stealShare
    self.serverDisagreement = serverDisagreement
  }
}
