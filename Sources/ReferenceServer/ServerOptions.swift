public import GRPC
import HTTP2
public import Scenarios
public import Timing
public import Transport

/// How the reference server is run.
public struct ServerOptions: Equatable, Sendable {
  public static let defaultMaxConcurrentStreams = 10_000
  public static let defaultStreamWindow = 1024 * 1024
  public static let defaultConnectionWindow = 64 * 1024 * 1024

  /// What can be set; windows and frames as RFC 9113 §6.5.2 and §6.9 allow them.
  public static let messageSizes = 1...(1 << 30)
  public static let streamWindows = 1...(1 << 31 - 1)
  public static let connectionWindows = 65_535...(1 << 31 - 1)
  public static let frameSizes = 16_384...(1 << 24 - 1)
  public static let headerTableSizes = 0...(1 << 20)
  /// Of HTTP/1.1; a head must fit into what one read brings.
  public static let headSizes = 1_024...(32 * 1024)
  public static let headFields = 1...1_000

  /// Event loops; each accepts connections of its own on the shared port, or in turn with the
  /// others on a unix socket.
  public var threads = 1
  /// Calls at once on each connection.
  public var maxConcurrentStreams = ServerOptions.defaultMaxConcurrentStreams
  /// Connections at once on each thread.
  public var maxConnections = 50_000
  /// Bytes of the longest request message that is taken, before and after decompression; the names
  /// of a client-streaming call have as many in all.
  public var maxMessageSize = MessageDeframer.defaultLimit
  /// Bytes that a client may send ahead on each stream.
  public var streamWindow = ServerOptions.defaultStreamWindow
  /// Bytes that a client may send ahead on a connection.
  public var connectionWindow = ServerOptions.defaultConnectionWindow
  /// Bytes of the longest frame that is taken.
  public var maxFrameSize = 16 * 1024
  /// Bytes of the table in which a client's header fields are remembered.
  public var headerTableSize = 4_096
  /// Bytes of the longest head of a request over HTTP/1.1, and how many fields it may have.
  public var maxHeadSize = 16 * 1024
  public var maxHeadFields = 100
  /// Bytes of requests that wait on a connection whose client does not take the answers; those of
  /// one stream are bounded by its window.
  public var maxUnread = 256 * 1024 * 1024
  /// Bytes of responses that wait on a connection whose client does not take them.
  public var maxUnsent = 256 * 1024 * 1024
  /// Bytes of requests and responses that wait on all connections, of which each thread has its
  /// share: beyond it the connection that holds most is cut.
  public var maxHeld = 1024 * 1024 * 1024
  /// How responses are compressed for callers that read gzip and do not ask for something else.
  public var compression = MessageEncoding.identity
  /// Whether Echo reads and writes its messages, or hands back the bytes that came.
  public var codec = CodecWork.live
  /// How long connections live.
  public var connections = ConnectionRules()
  /// What is done to clients on purpose.
  public var laboratory = LaboratoryOptions()
  /// What one kind of call takes more than the others.
  public var plants = Plants()
  /// Services beside the server's own.
  public var guests: GuestServices?
  /// How connections are secured; nil for plain ones.
  public var tls: TLSServerOptions?
  /// How long a client may take from connecting until its SETTINGS have come, with the TLS
  /// handshake if there is one.
  public var greetingLimit = Nanoseconds.seconds(10)
  /// How long a client may take from the first byte of a request's head to the last, over HTTP/2 of
  /// a header block in several frames.
  public var headLimit = Nanoseconds.seconds(10)
  /// How long a client of HTTP/1.1 may be silent, between requests or in one.
  public var silenceLimit = Nanoseconds.seconds(300)
  /// TLS handshakes that are under way at once on each thread, from a client's first byte; those
  /// beyond them get the places of clients that make nothing of theirs, or wait.
  public var maxHandshakes = 1_024
  /// Connections of a thread that keep their TLS buffers while these are empty, 34 KiB each; those
  /// beyond them pay an allocation in each turn.
  public var lavishConnections = 64

  public init() {}

  /// What each connection promises and allows.
  var configuration: Configuration {
    var configuration = Configuration.server(maxConcurrentStreams: maxConcurrentStreams)
    configuration.settings.initialWindowSize = streamWindow
    configuration.settings.maxFrameSize = maxFrameSize
    configuration.settings.headerTableSize = headerTableSize
    configuration.settings.counters = 1
    configuration.connectionWindow = connectionWindow
    return configuration
  }
}
