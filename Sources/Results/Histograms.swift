internal import Statistics

/// Whole distributions: HdrHistogram V2 compressed, base64; nil where `Latencies` has none.
public struct Histograms: Codable, Sendable, Equatable {
  public var response: String

  /// Nil in a closed loop, where it is `response`.
  @Nullable public var service: String?
  @Nullable public var firstMessage: String?
  @Nullable public var firstMessageService: String?
  @Nullable public var gap: String?
  @Nullable public var roundTrip: String?
  @Nullable public var roundTripService: String?
  @Nullable public var messageLag: String?
  public var failed: String

  typealias CodingKeys = Latencies.CodingKeys

  init(_ recording: Recording) {
    let ifAny = { (histogram: LatencyHistogram) in histogram.isEmpty ? nil : histogram.base64 }
    let streams = recording.streams
    response = recording.response.base64
    failed = recording.failed.base64
    service = recording.isClosedLoop ? nil : recording.service.base64
    firstMessage = ifAny(streams.firstMessage)
    firstMessageService = ifAny(streams.firstMessageService)
    gap = ifAny(streams.gap)
    roundTrip = ifAny(streams.roundTrip)
    roundTripService = ifAny(streams.roundTripService)
    messageLag = ifAny(streams.messageLag)
  }
}
