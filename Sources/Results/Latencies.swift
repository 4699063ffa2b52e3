internal import Statistics

/// The latencies of calls, and of the messages inside them.
public struct Latencies: Codable, Sendable, Equatable {
  /// From the intended start, of OK and unfinished calls.
  public var response: LatencySummary

  /// From the actual start; in a closed loop the same as `response`.
  public var service: LatencySummary

  /// From the intended start to the first message; nil where that is the only one.
  @Nullable public var firstMessage: LatencySummary?

  /// From the actual start to the first message; nil in a closed loop too.
  @Nullable public var firstMessageService: LatencySummary?

  /// Between a message and the one before it; nil where there is one only.
  @Nullable public var gap: LatencySummary?

  /// From the instant at which a message should have been sent to its answer; nil where messages
  /// are not answered each.
  @Nullable public var roundTrip: LatencySummary?

  /// From the instant at which it was sent; nil also where messages have no schedule.
  @Nullable public var roundTripService: LatencySummary?

  /// From the instant at which a message should have been sent to that at which it was; nil where
  /// messages have no schedule.
  @Nullable public var messageLag: LatencySummary?

  /// From the intended start, of failed calls.
  public var failed: LatencySummary

  enum CodingKeys: String, CodingKey {
    case response, service, gap, failed
    case firstMessage = "first_message"
    case firstMessageService = "first_message_service"
    case roundTrip = "round_trip"
    case roundTripService = "round_trip_service"
    case messageLag = "message_lag"
  }

  /// The latencies of a recording; the resampling behind the intervals is seeded by `seed`.
  init(_ recording: Recording, seed: UInt64) {
    let quantiles = Percentile.allCases.map(\.quantile)
    response = LatencySummary(
      recording.response,
      intervals: QuantileInterval.response(of: recording, quantiles: quantiles, seed: seed)
    )
    service = recording.isClosedLoop ? response : LatencySummary(ranked: recording.service)
    failed = LatencySummary(ranked: recording.failed)
    let streams = recording.streams
    firstMessage = LatencySummary(ifAny: streams.firstMessage)
    firstMessageService = LatencySummary(ifAny: streams.firstMessageService)
    gap = LatencySummary(ifAny: streams.gap)
    roundTrip = LatencySummary(ifAny: streams.roundTrip)
    roundTripService = LatencySummary(ifAny: streams.roundTripService)
    messageLag = LatencySummary(ifAny: streams.messageLag)
  }
}

extension LatencySummary {
  /// The summary with intervals by order statistics, for what is not kept by the second.
  fileprivate init(ranked histogram: LatencyHistogram) {
    let intervals = Percentile.allCases.compactMap {
      QuantileInterval.orderStatistics(of: histogram, quantile: $0.quantile)
    }
    self.init(histogram, intervals: intervals)
  }

  /// The same; nil for a histogram of nothing.
  fileprivate init?(ifAny histogram: LatencyHistogram) {
    guard !histogram.isEmpty else { return nil }
    self.init(ranked: histogram)
  }
}
