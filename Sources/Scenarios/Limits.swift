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
  /// Thresholds of one run.
  public static let conditions = 64
  /// Bytes of a threshold's text.
  public static let conditionBytes = 200
  /// Whole numbers up to this one survive in every reader of JSON.
  public static let seed: UInt64 = (1 << 53) - 1
  /// Bytes of a scenario file.
  public static let fileBytes = 1 << 22
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
  /// Bytes of a file's path: `PATH_MAX` is 4,096 with the zero at its end.
  public static let pathBytes = 4_095
  /// Calls after which a connection is given up for a new one.
  public static let callsPerConnection = 1_000_000_000
  /// What pauses between attempts to connect grow by.
  public static let backoffMultiplier = 1.0...10.0
  /// Targets of one run.
  public static let targets = 16
  /// Targets times kinds of call: each pair has histograms of its own on every thread.
  public static let targetsTimesCalls = 64
  /// Bytes of a proxy's address with user and password.
  public static let proxyBytes = 1_024
  /// Kinds of call of one scenario.
  public static let calls = 16
  public static let weight = 1_000_000
  /// Messages of one call, each way.
  public static let messages = 10_000_000
  /// Bytes of a message.
  public static let messageBytes = 64 << 20
  /// Different messages that are prepared for a kind of call.
  public static let variants = 65_536
  /// Bytes of all the messages that are prepared for a kind of call.
  public static let preparedBytes = 1 << 30
  /// The deviation of the logarithms of sizes; at 10 they spread over all orders of magnitude.
  public static let sigma = 0.01...10.0
  /// Fields of custom metadata of one call.
  public static let metadataFields = 64
  /// Bytes of the custom metadata of one call, to which gRPC's documents tell everyone to keep.
  public static let metadataBytes = 8 << 10
  /// Bytes per second that a slow reader takes in.
  public static let readRate = 1 << 10...1 << 36
  /// Bytes of a stream's window; one of 0 would let nothing through (RFC 9113 §6.9.1).
  public static let streamWindow = 1...(1 << 31) - 1
  /// Bytes of a connection's window, which no setting can make smaller (RFC 9113 §6.9.2).
  public static let connectionWindow = 65_535...(1 << 31) - 1
  /// RFC 9113 §6.5.2.
  public static let frameSize = 16_384...(1 << 24) - 1
  /// Bytes that a connection may make the server hold, each way.
  public static let heldBytes = 65_535...1 << 36
  public static let headerTableSize = 0...1 << 20
}
