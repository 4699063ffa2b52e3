public import Timing

/// The most that a scenario may ask for; each limit keeps a typing error from becoming an outage.
public enum Limits {
  public static let connections = 100_000
  /// Streams of one connection.
  public static let streams = 100_000
  /// Connections times streams.
  public static let callsInFlight = 10_000_000
  public static let threads = 1_024
  /// The longest time that the histograms of a run can hold.
  public static let histogramSpan = Nanoseconds.seconds(3_600)
  /// Whole numbers up to this one survive in every reader of JSON.
  public static let seed: UInt64 = (1 << 53) - 1
  /// Bytes of a scenario file.
  public static let fileBytes = 1 << 20
  /// Aliases in a scenario file; each can repeat what others repeat, so more could stand for more
  /// nodes than any memory holds.
  public static let aliases = 32
  /// Bytes of a scenario's name, which becomes part of a folder's name.
  public static let nameBytes = 100
  public static let descriptionBytes = 1_000
  /// Bytes of the name to greet.
  public static let requestNameBytes = 65_536
  /// Bytes of a method's full name.
  public static let methodBytes = 1_000
  /// Bytes of a host name, from RFC 1035 §2.3.4.
  public static let hostBytes = 253
  /// Bytes of a unix socket's path: `sun_path` is 108 long and ends with a zero.
  public static let socketPathBytes = 107
}
