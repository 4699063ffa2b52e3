/// What happened inside calls that carry many messages.
///
/// A message counts if its own instant lies in the measured window, whenever its call began.
public struct StreamRecording: Sendable, Equatable {
  /// From a call's intended start to its first message.
  public var firstMessage = LatencyHistogram()
  /// From its actual start; empty in a closed loop, where it is `firstMessage`.
  public var firstMessageService = LatencyHistogram()
  /// Between a call's message and the one before it.
  public var gap = LatencyHistogram()
  /// From the instant at which a message should have been sent to its answer.
  public var roundTrip = LatencyHistogram()
  /// From the instant at which it was handed to the socket; empty where messages have no schedule.
  public var roundTripService = LatencyHistogram()
  /// From the instant at which a message should have been sent to that at which it was; empty where
  /// messages have no schedule.
  public var messageLag = LatencyHistogram()

  public init() {}

  /// An empty recording in which what every stream has takes its memory now.
  init(reservedFor openLoop: Bool) {
    firstMessage = .reserved()
    gap = .reserved()
    roundTrip = .reserved()
    if openLoop { firstMessageService = .reserved() }
  }

  public mutating func add(_ other: StreamRecording) {
    firstMessage.add(other.firstMessage)
    firstMessageService.add(other.firstMessageService)
    gap.add(other.gap)
    roundTrip.add(other.roundTrip)
    roundTripService.add(other.roundTripService)
    messageLag.add(other.messageLag)
  }
}
