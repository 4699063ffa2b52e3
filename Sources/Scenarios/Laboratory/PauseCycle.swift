public import Timing

/// A server that stands still again and again, as one does whose memory is being collected.
public struct PauseCycle: Equatable, Sendable {
  public static let lengths = Nanoseconds.microseconds(1)...Nanoseconds.seconds(60)
  public static let periods = Nanoseconds.milliseconds(1)...Nanoseconds.seconds(3600)

  public var length: Nanoseconds
  /// From the beginning of one pause to that of the next.
  public var period: Nanoseconds

  /// Reads `200ms every 5s`.
  public init(text: String) throws(KnobError) {
    var knob = KnobText(text, example: "\"200ms every 5s\"")
    length = try knob.length(Self.lengths)
    guard knob.takes("every") else { throw knob.complaint("does not say how often") }
    period = try knob.length(Self.periods)
    try knob.end()
    guard length < period else { throw knob.complaint("has a pause as long as its period") }
  }

  /// How many pauses have begun; the first does one period after `origin`.
  public func number(at now: Instant, since origin: Instant) -> Int64 {
    max(0, (now - origin).count / period.count)
  }

  /// When a pause is over that was noticed at an instant.
  ///
  /// One that began while the thread slept ends at its time. One that began in the middle of work
  /// begins when that is done and has its whole length: a server that is busy all the time would
  /// never be seen to pause.
  public func end(
    of number: Int64,
    since origin: Instant,
    noticed: Instant,
    wasAtWork: Bool
  ) -> Instant {
    (wasAtWork ? noticed : origin + Nanoseconds(number * period.count)) + length
  }
}

extension PauseCycle: CustomStringConvertible {
  /// The text that `init(text:)` reads.
  public var description: String { "\(length.exactText) every \(period.exactText)" }
}
