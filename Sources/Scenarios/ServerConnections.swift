public import Timing

/// How long the reference server's connections live, and which PINGs of clients it takes.
///
/// Names and defaults are those of gRPC's servers; what is off is nil.
public struct ServerConnections: Equatable, Sendable {
  /// What can be set: a day.
  public static let longest = Nanoseconds.seconds(86_400)

  /// The silence after which a client is asked for a sign of life.
  public var keepaliveTime: Nanoseconds? = Nanoseconds.seconds(7_200)
  /// How long it may take to give one.
  public var keepaliveTimeout = Nanoseconds.seconds(20)
  /// The time that must be between two PINGs of a client.
  public var minPingInterval = Nanoseconds.seconds(300)
  /// Whether they may come as often without calls.
  public var permitsPingsWithoutCalls = false
  /// The age, give or take a tenth, at which a connection is sent away.
  public var maxAge: Nanoseconds?
  /// How long its calls may then take.
  public var maxAgeGrace: Nanoseconds?
  /// The time without a call after which it is sent away.
  public var maxIdle: Nanoseconds?

  public init() {}
}

extension ServerConnections: Codable {
  private enum CodingKeys: String, CodingKey {
    case keepaliveTime = "keepalive_time_ns"
    case keepaliveTimeout = "keepalive_timeout_ns"
    case minPingInterval = "min_ping_interval_ns"
    case permitsPingsWithoutCalls = "permit_pings_without_calls"
    case maxAge = "max_age_ns"
    case maxAgeGrace = "max_age_grace_ns"
    case maxIdle = "max_idle_ns"
  }

  /// Written out because what is off says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(keepaliveTime, forKey: .keepaliveTime)
    try container.encode(keepaliveTimeout, forKey: .keepaliveTimeout)
    try container.encode(minPingInterval, forKey: .minPingInterval)
    try container.encode(permitsPingsWithoutCalls, forKey: .permitsPingsWithoutCalls)
    try container.encode(maxAge, forKey: .maxAge)
    try container.encode(maxAgeGrace, forKey: .maxAgeGrace)
    try container.encode(maxIdle, forKey: .maxIdle)
  }
}

/// What is said of the server's connections, in a scenario's `server:` or by options of `serve`.
public struct ServerConnectionEntries {
  public var keepaliveTime: Entry?
  public var keepaliveTimeout: Entry?
  public var minPingInterval: Entry?
  public var permitPingsWithoutCalls: Entry?
  public var maxAge: Entry?
  public var maxAgeGrace: Entry?
  public var maxIdle: Entry?

  public init() {}

  /// What they come to, with the defaults of what is not said.
  public func connections() throws(Complaint) -> ServerConnections {
    var connections = ServerConnections()
    try read(keepaliveTime, into: &connections.keepaliveTime)
    try read(keepaliveTimeout, zero: false, into: &connections.keepaliveTimeout)
    try read(minPingInterval, zero: true, into: &connections.minPingInterval)
    if let permitPingsWithoutCalls {
      connections.permitsPingsWithoutCalls = try permitPingsWithoutCalls.flag()
    }
    try read(maxAge, into: &connections.maxAge)
    try read(maxAgeGrace, into: &connections.maxAgeGrace)
    try read(maxIdle, into: &connections.maxIdle)
    return connections
  }

  private func read(_ entry: Entry?, into length: inout Nanoseconds?) throws(Complaint) {
    guard let entry else { return }
    length = entry.isNone ? nil : try entry.length(zero: false, upTo: ServerConnections.longest)
  }

  private func read(
    _ entry: Entry?,
    zero isZeroAllowed: Bool,
    into length: inout Nanoseconds
  ) throws(Complaint) {
    guard let entry else { return }
    length = try entry.length(zero: isZeroAllowed, upTo: ServerConnections.longest)
  }
}
