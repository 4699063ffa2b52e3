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

  /// When the pause is over in which an instant falls; nil outside of pauses.
  ///
  /// The first pause begins one period after `origin`.
  func end(at now: Instant, since origin: Instant) -> Instant? {
    let elapsed = (now - origin).count
    guard elapsed >= period.count else { return nil }
    let start = elapsed - elapsed % period.count
    let end = origin + Nanoseconds(start) + length
    return now < end ? end : nil
  }
}
