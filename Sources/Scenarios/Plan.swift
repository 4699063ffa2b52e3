public import Bytes
public import Timing

/// A scenario in which nothing is left open; a run needs nothing else, and its result embeds it.
///
/// A new plan has the default of every setting: one stream of one connection greets the reference
/// server in a closed loop.
public struct Plan: Equatable, Sendable {
  public var name = "unnamed"
  public var description = ""
  /// What is measured, at least one; connections are dealt to them by weight.
  public var targets = [PlannedTarget(.referenceServer)]
  /// Whether and how connections go through a proxy.
  public var proxy = ProxyChoice.direct
  /// How calls go over the connections.
  public var `protocol` = CallProtocol.grpc
  /// How messages are written.
  public var encoding = MessageFormat.protobuf
  /// The kinds of call, at least one.
  public var calls = [PlannedCall()]
  /// Whether the generator writes and reads messages in each call.
  public var codec = CodecWork.prepared
  /// Event loops of the load generator; at most one for each connection.
  public var threads = 1
  public var connections = 1
  /// Streams of each connection; in an open loop the most calls in flight on it.
  public var streams = 1
  public var load = LoadModel.closed
  /// Measured time, which begins after the warm-up.
  public var duration = Nanoseconds.seconds(10)
  /// Time under load before the measured time.
  public var warmup = Nanoseconds.seconds(2)
  /// Time to wait at the end for the calls that are still in flight.
  public var drain = Nanoseconds.seconds(10)
  public var connectTimeout = Nanoseconds.seconds(5)
  /// How connections are made, kept alive and given up.
  public var connection = ConnectionLife()
  public var seed: UInt64 = 1
  /// The share of failed calls, from 0 to 1, above which the run as a whole has failed.
  public var maxFailedShare = 0.01
  /// Thresholds, of which each that is broken fails the run.
  public var failIf: [FailCondition] = []
  /// Whether the run is ended once a threshold is broken.
  public var abortsOnFail = false
  /// The client's end of each connection.
  public var http2 = HTTP2Settings()
  /// How connections are secured; nil for plain ones.
  public var tls: TLSSettings?
  /// Bytes of the largest message that the client takes.
  public var maxMessageSize = 4 * 1024 * 1024
  /// Whether the phases of each call have histograms of their own.
  public var measuresPhases = true
  /// Names of metadata that are secret besides those that always are; a star stands for any text.
  public var sensitive: [String] = []
  public var server = ServerOptions()

  public init() {}

  /// How a reference server runs.
  public struct ServerOptions: Codable, Equatable, Sendable {
    public var threads = 1
    /// Whether the server reads and writes the messages that it echoes.
    public var codec = CodecWork.live
    /// Streams that a client may have open on one connection.
    public var maxConcurrentStreams = Limits.streams
    public var http2 = HTTP2Settings()
    /// Bytes of the largest message that the server takes.
    public var maxMessageSize = 4 * 1024 * 1024
    /// How the server compresses its messages for clients that take it.
    public var compression = Request.Compression.identity
    /// How long its connections live.
    public var connections = ServerConnections()
    /// Bytes of requests that a connection may have waiting in the server.
    public var maxUnread = 256 * 1024 * 1024
    /// Bytes of answers that a connection may have waiting in the server.
    public var maxUnsent = 256 * 1024 * 1024
    /// What the server does to its clients on purpose.
    public var laboratory = LaboratoryOptions()

    public init() {}

    private enum CodingKeys: String, CodingKey {
      case threads, codec
      case maxConcurrentStreams = "max_concurrent_streams"
      case http2
      case maxMessageSize = "max_message_size_bytes"
      case compression, connections
      case maxUnread = "max_unread_bytes"
      case maxUnsent = "max_unsent_bytes"
      case laboratory
    }
  }

  /// Calls that can be in flight at once.
  public var callsInFlight: Int { connections * streams }

  /// Time to wait for unfinished calls that have no deadline.
  static let drainWithoutDeadline = Nanoseconds.seconds(5)
  /// Streams of each connection in an open loop, where they are a limit and not the load.
  static let openLoopStreams = 100
}

extension Plan: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, description, targets, proxy, `protocol`, encoding, calls, codec, threads,
      connections, streams, load
    case duration = "duration_ns"
    case warmup = "warmup_ns"
    case drain = "drain_ns"
    case connectTimeout = "connect_timeout_ns"
    case connection
    case seed
    case maxFailedShare = "max_failed_share"
    case failIf = "fail_if"
    case abortsOnFail = "abort_on_fail"
    case http2, tls
    case maxMessageSize = "max_message_size_bytes"
    case measuresPhases = "phases"
    case sensitive, server
  }
}
