public import Timing

/// A scenario in which nothing is left open; a run needs nothing else, and its result embeds it.
///
/// A new plan has the default of every setting: one stream of one connection greets the reference
/// server in a closed loop.
public struct Plan: Equatable, Sendable {
  public var name = "unnamed"
  public var description = ""
  public var target = Target.referenceServer
  public var method = Method.sayHello
  public var request = Request()
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
  /// Time that each call may take; nothing if it may take any.
  public var deadline: Nanoseconds? = Nanoseconds.seconds(10)
  public var connectTimeout = Nanoseconds.seconds(5)
  public var seed: UInt64 = 1
  /// The share of failed calls, from 0 to 1, above which the run as a whole has failed.
  public var maxFailedShare = 0.01
  public var server = ServerOptions()

  public init() {}

  /// What each call carries.
  public struct Request: Codable, Equatable, Sendable {
    /// The name to greet.
    public var name = "world"

    public init() {}
  }

  /// How a reference server runs.
  public struct ServerOptions: Codable, Equatable, Sendable {
    public var threads = 1
    /// Streams that a client may have open on one connection.
    public var maxConcurrentStreams = Limits.streams

    public init() {}

    private enum CodingKeys: String, CodingKey {
      case threads
      case maxConcurrentStreams = "max_concurrent_streams"
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
    case name, description, target, method, request, threads, connections, streams, load
    case duration = "duration_ns"
    case warmup = "warmup_ns"
    case drain = "drain_ns"
    case deadline = "deadline_ns"
    case connectTimeout = "connect_timeout_ns"
    case seed
    case maxFailedShare = "max_failed_share"
    case server
  }

  /// Written out because a plan without a deadline says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(description, forKey: .description)
    try container.encode(target, forKey: .target)
    try container.encode(method, forKey: .method)
    try container.encode(request, forKey: .request)
    try container.encode(threads, forKey: .threads)
    try container.encode(connections, forKey: .connections)
    try container.encode(streams, forKey: .streams)
    try container.encode(load, forKey: .load)
    try container.encode(duration, forKey: .duration)
    try container.encode(warmup, forKey: .warmup)
    try container.encode(drain, forKey: .drain)
    try container.encode(deadline, forKey: .deadline)
    try container.encode(connectTimeout, forKey: .connectTimeout)
    try container.encode(seed, forKey: .seed)
    try container.encode(maxFailedShare, forKey: .maxFailedShare)
    try container.encode(server, forKey: .server)
  }
}
