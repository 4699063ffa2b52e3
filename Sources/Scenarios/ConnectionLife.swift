public import Timing

/// How the client's connections are made, kept alive, and given up for new ones.
public struct ConnectionLife: Equatable, Sendable {
  /// Whether connections are made all at once, and not so many at a time that any server's queue
  /// holds them.
  public var isStorm = false
  /// The silence after which the server is asked for a sign of life; nil if it never is.
  public var keepaliveTime: Nanoseconds?
  /// How long the server may take to give one.
  public var keepaliveTimeout = Nanoseconds.seconds(20)
  /// Whether it is asked when no call is under way, too.
  public var keepaliveWithoutCalls = false
  /// The age, give or take a tenth, at which a connection is given up for a new one.
  public var maxAge: Nanoseconds?
  /// The time without a call after which it is, in an open loop.
  public var maxIdle: Nanoseconds?
  /// The calls after which it is.
  public var callsPerConnection: Int?
  /// Connections that are made in a second, each in the place of the oldest.
  public var newConnections: Rate?
  /// Whether a call is sent once more that the server has surely not taken.
  public var replays = false
  public var backoff = Backoff()

  public init() {}

  /// Whether connections make way for new ones.
  public var renews: Bool {
    callsPerConnection != nil || newConnections != nil || maxAge != nil || maxIdle != nil
  }

  /// The pauses between attempts to connect, as gRPC's connection-backoff document has them.
  public struct Backoff: Codable, Equatable, Sendable {
    /// From the first attempt to the second.
    public var initial = Nanoseconds.seconds(1)
    /// What the next pause is longer by.
    public var multiplier = 1.6
    /// The part of a pause by which it may be longer or shorter, 0 to 1.
    public var jitter = 0.2
    public var max = Nanoseconds.seconds(120)

    public init() {}

    private enum CodingKeys: String, CodingKey {
      case multiplier, jitter
      case initial = "initial_ns"
      case max = "max_ns"
    }
  }
}

extension ConnectionLife: Codable {
  private enum CodingKeys: String, CodingKey {
    case isStorm = "connect_storm"
    case keepaliveTime = "keepalive_time_ns"
    case keepaliveTimeout = "keepalive_timeout_ns"
    case keepaliveWithoutCalls = "keepalive_without_calls"
    case maxAge = "max_connection_age_ns"
    case maxIdle = "max_idle_ns"
    case callsPerConnection = "calls_per_connection"
    case newConnections = "new_connections_per_s"
    case replays = "replay"
    case backoff
  }

  /// Written out because what is off says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(isStorm, forKey: .isStorm)
    try container.encode(keepaliveTime, forKey: .keepaliveTime)
    try container.encode(keepaliveTimeout, forKey: .keepaliveTimeout)
    try container.encode(keepaliveWithoutCalls, forKey: .keepaliveWithoutCalls)
    try container.encode(maxAge, forKey: .maxAge)
    try container.encode(maxIdle, forKey: .maxIdle)
    try container.encode(callsPerConnection, forKey: .callsPerConnection)
    try container.encode(newConnections, forKey: .newConnections)
    try container.encode(replays, forKey: .replays)
    try container.encode(backoff, forKey: .backoff)
  }
}
