public import Timing

/// So many bytes at a time, and how long it is from one time to the next.
public struct Portion: Equatable, Sendable, CustomStringConvertible {
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
    try self.init(text: text, example: "\"100 every 10ms\", in bytes")
  }

  fileprivate init(text: String, example: String) throws(KnobError) {
    var knob = KnobText(text, example: example)
    bytes = try knob.whole("number of bytes", Self.sizes)
    guard knob.takes("every") else { throw knob.complaint("does not say how often") }
    interval = try knob.length(Self.intervals)
    try knob.end()
  }

  /// The text that `init(text:)` reads.
  public var description: String { "\(bytes) every \(interval.exactText)" }
}

/// How a server gives back flow-control windows: those of streams, or that of a connection.
public enum WindowPace: Equatable, Sendable, CustomStringConvertible {
  /// What a client may send is what the window had at its start.
  case never
  case slowly(Portion)

  static let example = "\"never\" or \"1024 every 10ms\", in bytes"

  /// Reads `never` or `1024 every 10ms`.
  public init(text: String) throws(KnobError) {
    self = text == "never" ? .never : .slowly(try Portion(text: text, example: Self.example))
  }

  /// The text that `init(text:)` reads.
  public var description: String {
    switch self {
    case .never: "never"
    case .slowly(let portion): "\(portion)"
    }
  }
}
