public import Timing

/// So many bytes at a time, and how long it is from one time to the next.
public struct Portion: Equatable, Sendable {
  public static let sizes = 1...(1 << 24)
  public static let intervals = Nanoseconds.microseconds(1)...Nanoseconds.seconds(60)

  public var bytes: Int
  public var interval: Nanoseconds

  public init(bytes: Int, interval: Nanoseconds) {
    self.bytes = bytes
    self.interval = interval
  }

  /// Reads `100 every 10ms`.
  public init(text: String) throws(KnobError) {
    var knob = KnobText(text, example: "\"100 every 10ms\", in bytes")
    bytes = try knob.whole("number of bytes", Self.sizes)
    guard knob.takes("every") else { throw knob.complaint("does not say how often") }
    interval = try knob.length(Self.intervals)
    try knob.end()
  }
}

/// How a server gives back the flow-control windows of streams.
public enum WindowPace: Equatable, Sendable {
  /// What a client may send on a stream is what the window had at its start.
  case never
  case slowly(Portion)

  /// Reads `never` or `1024 every 10ms`.
  public init(text: String) throws(KnobError) {
    self = text == "never" ? .never : .slowly(try Portion(text: text))
  }
}
