import ArgumentParser
import Scenarios

/// The options for what is measured and how much load there is.
struct LoadOptions: ParsableArguments, SettingGroup {
  @Option(
    name: .customLong("target"),
    parsing: .unconditionalSingleValue,
    help: .init(
      "What to measure; self starts a server. Several, each with =weight, share the connections.",
      valueName: "self|host:port|unix:path"
    )
  )
  var targets: [String] = []

  @Option(.protocol, "gRPC, or Connect over HTTP/2 or over HTTP/1.1.", "grpc|connect|http1")
  var `protocol`: String?

  @Option(.encoding, "How messages are written.", "protobuf|json")
  var encoding: String?

  @Option(.connections, "Connections to the target.", "count")
  var connections: String?

  @Option(.streams, "Streams of each connection: calls in flight on it.", "count")
  var streams: String?

  @Option(
    .rate,
    "Calls per second on a schedule (open loop), such as 0.5 or 2.5k; none for a closed loop.",
    "rate"
  )
  var rate: String?

  @Option(.arrivals, "How an open loop spaces its calls.", "constant|poisson")
  var arrivals: String?

  @Option(.duration, "Measured time, such as 500ms, 10s, 1m30s.", "time")
  var duration: String?

  @Option(.warmup, "Time under load before the measured time.", "time")
  var warmup: String?

  @Option(.threads, "Event loops, at most one for each connection.", "count")
  var threads: String?

  @Option(.codec, "Whether each call encodes and decodes its messages anew.", "prepared|live")
  var codec: String?

  @Option(.seed, "The same seed gives the same schedule.", "number")
  var seed: String?

  @Option(.phases, "Whether to measure the phases of each call.", "true|false")
  var phases: String?

  static var settings: [(setting: Setting, text: KeyPath<LoadOptions, String?>)] {
    [
      (.protocol, \.protocol), (.encoding, \.encoding),
      (.connections, \.connections), (.streams, \.streams), (.rate, \.rate),
      (.arrivals, \.arrivals), (.duration, \.duration), (.warmup, \.warmup),
      (.threads, \.threads), (.codec, \.codec), (.seed, \.seed), (.phases, \.phases),
    ]
  }
}
