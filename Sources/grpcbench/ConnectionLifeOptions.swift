import ArgumentParser
import Scenarios

/// The options for how connections are made, kept alive, and given up for new ones.
struct ConnectionLifeOptions: ParsableArguments, SettingGroup {
  @Option(.connectTimeout, "Time for each attempt to connect.", "length")
  var connectTimeout: String?

  @Option(.connectStorm, "Whether connections are made all at once.", "true|false")
  var connectStorm: String?

  @Option(.keepaliveTime, "Silence after which the server is sent a PING, or none.", "length")
  var keepaliveTime: String?

  @Option(.keepaliveTimeout, "Time for its answer.", "length")
  var keepaliveTimeout: String?

  @Option(.keepaliveWithoutCalls, "Whether PINGs are sent without calls, too.", "true|false")
  var keepaliveWithoutCalls: String?

  @Option(.maxConnectionAge, "Age at which a connection makes way for a new one.", "length")
  var maxConnectionAge: String?

  @Option(.maxIdle, "Time without calls after which it does.", "length")
  var maxIdle: String?

  @Option(.callsPerConnection, "Calls after which it does.", "count")
  var callsPerConnection: String?

  @Option(.newConnections, "New connections per second, each for the oldest.", "rate")
  var newConnections: String?

  @Option(.replay, "Whether a call goes once more that was surely not taken.", "true|false")
  var replay: String?

  @Option(.backoffInitial, "The first pause between attempts to connect.", "length")
  var backoffInitial: String?

  @Option(.backoffMax, "The longest one.", "length")
  var backoffMax: String?

  static var settings: [(setting: Setting, text: KeyPath<ConnectionLifeOptions, String?>)] {
    [
      (.connectTimeout, \.connectTimeout), (.connectStorm, \.connectStorm),
      (.keepaliveTime, \.keepaliveTime), (.keepaliveTimeout, \.keepaliveTimeout),
      (.keepaliveWithoutCalls, \.keepaliveWithoutCalls),
      (.maxConnectionAge, \.maxConnectionAge), (.maxIdle, \.maxIdle),
      (.callsPerConnection, \.callsPerConnection), (.newConnections, \.newConnections),
      (.replay, \.replay), (.backoffInitial, \.backoffInitial), (.backoffMax, \.backoffMax),
    ]
  }
}
