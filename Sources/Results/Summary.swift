/// What a run came to, in one object: calls, rates, traffic and cost.
public struct Summary: Codable, Sendable, Equatable {
  /// How calls were started.
  public enum Loop: String, Codable, Sendable {
    case open
    case closed
  }

  public var loop: Loop

  /// Calls of the measured window, however they ended: `ok + failed + unfinished`.
  public var calls: UInt64
  public var ok: UInt64
  public var failed: UInt64
  public var unfinished: UInt64

  /// Calls that the plan had the client cancel; they are in `ok`.
  public var cancelled: UInt64

  /// Calls that are not of the measured window; with `calls` they are all that the run has made.
  ///
  /// Those of the warm-up, and the last of a closed loop whose bytes left behind the window's end.
  public var unmeasured: UInt64

  /// Ended calls by the name of their gRPC status; names without calls are left out.
  public var status: [String: UInt64]

  /// Failed calls by status and message, the most frequent first.
  public var failures: [Failure]

  /// The length of the measured window.
  public var durationSeconds: Double

  /// Arrivals that the schedule had in the measured window; nil in a closed loop.
  @Nullable public var offered: UInt64?

  /// `offered` per second; nil in a closed loop.
  @Nullable public var offeredPerSecond: Double?

  /// Calls that ended OK in the measured window, per second.
  public var achievedPerSecond: Double

  /// A lower and an upper bound by batch means; nil in runs under three seconds.
  @Nullable public var achievedPerSecondCI95: [Double]?

  public var messagesSent: UInt64
  public var messagesReceived: UInt64
  public var bytesSent: UInt64
  public var bytesReceived: UInt64
  public var messagesSentPerSecond: Double
  public var messagesReceivedPerSecond: Double
  public var bytesSentPerSecond: Double
  public var bytesReceivedPerSecond: Double
  public var connections: Connections

  public var clientCPUPerCall: Double
  public var clientCPUUserPerCall: Double
  public var clientCPUSystemPerCall: Double
  @Nullable public var serverCPUPerCall: Double?

  /// CPU time ÷ messages of both directions.
  public var clientCPUPerMessage: Double
  @Nullable public var serverCPUPerMessage: Double?
  public var clientPeakRSS: UInt64
  @Nullable public var serverPeakRSS: UInt64?

  /// Failed calls of one kind.
  public struct Failure: Codable, Sendable, Equatable {
    /// The name of the gRPC status; `OTHER` for kinds beyond those that are told apart.
    public var status: String
    public var message: String
    public var count: UInt64

    public init(status: String, message: String, count: UInt64) {
      self.status = status
      self.message = message
      self.count = count
    }
  }

  /// What became of the connections during the whole run.
  public struct Connections: Codable, Sendable, Equatable {
    public var opened: UInt64
    public var lost: UInt64
    public var goaways: UInt64
    public var reconnects: UInt64

    /// From the first connect until each connection had stood or failed once, in seconds.
    public var openingSeconds: Double

    /// The part of the measured time, in seconds, in which an event loop had no connection at all.
    public var outageSeconds: Double

    /// Attempts that led to no connection.
    public var failedAttempts: UInt64

    /// Attempts on their way at the end of the run, which the server may have accepted.
    public var unfinishedAttempts: UInt64

    /// The connections that stood, by why they ended; all reasons are there.
    public var ends: [String: UInt64]

    /// PINGs that asked the server for a sign of life.
    public var pings: UInt64

    /// Connections that the server ended because of too many of them.
    public var tooManyPings: UInt64

    /// Calls that were sent once more because the server had surely not taken them.
    public var replayed: UInt64

    /// Until the socket was connected; nil where nothing was.
    @Nullable public var connects: ConnectionTimes?

    /// TLS handshakes; nil where there were none.
    @Nullable public var handshakes: Handshakes?

    /// From there until the server's SETTINGS had come.
    @Nullable public var settings: ConnectionTimes?

    /// In all, until calls could start.
    @Nullable public var standing: ConnectionTimes?

    enum CodingKeys: String, CodingKey {
      case opened, lost, goaways, reconnects, ends, pings, replayed
      case connects = "connect"
      case handshakes, settings
      case standing = "ready"
      case failedAttempts = "failed_attempts"
      case unfinishedAttempts = "unfinished_attempts"
      case tooManyPings = "too_many_pings"
      case openingSeconds = "opening_s"
      case outageSeconds = "outage_s"
    }
  }

  /// The TLS handshakes of the whole run, which are no part of any call.
  public struct Handshakes: Codable, Sendable, Equatable {
    public var count: UInt64

    /// Those of them that went on with an earlier session.
    public var resumed: UInt64

    /// From the connected socket to the end of the handshake, in nanoseconds.
    public var p50: Int64
    public var p99: Int64
    public var max: Int64
    /// The whole distribution.
    public var histogram: String

    enum CodingKeys: String, CodingKey {
      case count, resumed, histogram
      case p50 = "p50_ns"
      case p99 = "p99_ns"
      case max = "max_ns"
    }
  }

  enum CodingKeys: String, CodingKey {
    case loop, calls, ok, failed, unfinished, cancelled, unmeasured, status, failures, offered
    case connections
    case durationSeconds = "duration_s"
    case offeredPerSecond = "offered_per_s"
    case achievedPerSecond = "achieved_per_s"
    case achievedPerSecondCI95 = "achieved_per_s_ci95"
    case messagesSent = "messages_sent"
    case messagesReceived = "messages_received"
    case bytesSent = "bytes_sent"
    case bytesReceived = "bytes_received"
    case messagesSentPerSecond = "messages_sent_per_s"
    case messagesReceivedPerSecond = "messages_received_per_s"
    case bytesSentPerSecond = "bytes_sent_per_s"
    case bytesReceivedPerSecond = "bytes_received_per_s"
    case clientCPUPerCall = "client_cpu_us_per_call"
    case clientCPUUserPerCall = "client_cpu_user_us_per_call"
    case clientCPUSystemPerCall = "client_cpu_system_us_per_call"
    case serverCPUPerCall = "server_cpu_us_per_call"
    case clientCPUPerMessage = "client_cpu_us_per_message"
    case serverCPUPerMessage = "server_cpu_us_per_message"
    case clientPeakRSS = "client_peak_rss_bytes"
    case serverPeakRSS = "server_peak_rss_bytes"
  }
}
