public import Timing

/// What a worker tells of the messages inside calls.
extension Recorder {
  /// A call's first message has come.
  public mutating func firstMessage(intended: Instant, started: Instant, at now: Instant) {
    guard isMeasured(intended) else { return }
    recording.streams.firstMessage.record(now - intended)
    if isOpenLoop { recording.streams.firstMessageService.record(now - started) }
  }

  /// Messages have come so long after the ones before them, at an instant in the measured window.
  @inlinable
  public mutating func gap(_ gap: Nanoseconds, count: UInt64 = 1) {
    gaps.record(gap, count: count)
  }

  /// A message that had a schedule was handed to the socket.
  public mutating func messageSent(intended: Instant, sent: Instant) {
    guard isMeasured(intended) else { return }
    recording.streams.messageLag.record(max(sent, intended) - intended)
  }

  /// The answer to a message has come.
  ///
  /// - Parameters:
  ///   - intended: When the message should have been sent.
  ///   - sent: When it was, if it had a schedule; else it was sent when it was intended.
  ///   - now: When the answer came.
  public mutating func roundTrip(intended: Instant, sent: Instant?, at now: Instant) {
    guard isMeasured(intended) else { return }
    recording.streams.roundTrip.record(max(now, intended) - intended)
    if let sent { recording.streams.roundTripService.record(max(now, sent) - sent) }
  }
}
