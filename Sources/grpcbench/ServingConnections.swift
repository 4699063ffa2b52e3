import ArgumentParser
import ReferenceServer
import Scenarios
import Timing

/// The options of the reference server for the life of its connections.
struct ServingConnections: ParsableArguments {
  @Option("A client's silence after which it is sent a PING, or none; default: 2h.", "length")
  var keepaliveTime: String?

  @Option("Time for its answer; default: 20s.", "length")
  var keepaliveTimeout: String?

  @Option("Time between a client's PINGs, or it is sent away; default: 5m.", "length")
  var minPingInterval: String?

  @Flag(help: "Let clients send PINGs as often when they have no call under way.")
  var permitPingsWithoutCalls = false

  @Option("Age, give or take a tenth, at which a connection gets GOAWAY.", "length")
  var maxAge: String?

  @Option("Time for the calls that are then under way; default: any.", "length")
  var maxAgeGrace: String?

  @Option("Time without a call after which a connection gets GOAWAY.", "length")
  var maxIdle: String?

  func rules(seed: UInt64) throws(Complaint) -> ConnectionRules {
    var entries = ServerConnectionEntries()
    entries.keepaliveTime = entry(keepaliveTime, "--keepalive-time")
    entries.keepaliveTimeout = entry(keepaliveTimeout, "--keepalive-timeout")
    entries.minPingInterval = entry(minPingInterval, "--min-ping-interval")
    entries.maxAge = entry(maxAge, "--max-age")
    entries.maxAgeGrace = entry(maxAgeGrace, "--max-age-grace")
    entries.maxIdle = entry(maxIdle, "--max-idle")
    let connections = try entries.connections()
    var rules = ConnectionRules()
    rules.keepaliveTime = connections.keepaliveTime
    rules.keepaliveTimeout = connections.keepaliveTimeout
    rules.minPingInterval = connections.minPingInterval
    rules.permitsPingsWithoutCalls = permitPingsWithoutCalls
    rules.maxAge = connections.maxAge
    rules.maxAgeGrace = connections.maxAgeGrace
    rules.maxIdle = connections.maxIdle
    rules.seed = seed
    return rules
  }

  private func entry(_ text: String?, _ subject: String) -> Entry? {
    text.map { Entry($0, subject: subject) }
  }

  /// The options that give a server of our own these rules.
  static func arguments(_ connections: ServerConnections) -> [String] {
    let text = { (length: Nanoseconds?) in length?.exactText ?? "none" }
    return [
      "--keepalive-time", text(connections.keepaliveTime),
      "--keepalive-timeout", text(connections.keepaliveTimeout),
      "--min-ping-interval", text(connections.minPingInterval),
      "--max-age", text(connections.maxAge), "--max-age-grace", text(connections.maxAgeGrace),
      "--max-idle", text(connections.maxIdle),
    ] + (connections.permitsPingsWithoutCalls ? ["--permit-pings-without-calls"] : [])
  }
}
