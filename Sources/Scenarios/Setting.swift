/// One thing that a scenario can say, named by its key in the file.
///
/// A dot stands between a group and the key in it: `server.threads` is `threads` under `server`.
public enum Setting: String, CaseIterable, Sendable {
  case name
  case description
  case target
  case proxy
  case `protocol`
  case encoding
  case method
  case kind
  case weight
  case requestName = "request.name"
  case requestSize = "request.size"
  case requestData = "request.data"
  case requestPayload = "request.payload"
  case requestVariants = "request.variants"
  case requestCompression = "request.compression"
  case requestMetadata = "request.metadata"
  case messagesSent = "messages.sent"
  case messagesReceived = "messages.received"
  case turns = "messages.turns"
  case messagesRate = "messages.rate"
  case messagesArrivals = "messages.arrivals"
  case thinkTime = "messages.think_time"
  case readRate = "messages.read_rate"
  case verify = "messages.verify"
  case cancelAfterMessages = "cancel.after_messages"
  case cancelAfter = "cancel.after"
  case threads
  case connections
  case streams
  case codec
  case load
  case rate
  case arrivals
  case duration
  case warmup
  case drain
  case deadline
  case connectTimeout = "connect_timeout"
  case connectStorm = "connect_storm"
  case keepaliveTime = "keepalive_time"
  case keepaliveTimeout = "keepalive_timeout"
  case keepaliveWithoutCalls = "keepalive_without_calls"
  case maxConnectionAge = "max_connection_age"
  case maxIdle = "max_idle"
  case callsPerConnection = "calls_per_connection"
  case newConnections = "new_connections"
  case replay
  case backoffInitial = "backoff.initial"
  case backoffMultiplier = "backoff.multiplier"
  case backoffJitter = "backoff.jitter"
  case backoffMax = "backoff.max"
  case seed
  case maxFailedShare = "max_failed_share"
  case failIf = "fail_if"
  case abortOnFail = "abort_on_fail"
  case maxMessageSize = "max_message_size"
  case phases
  case sensitive
  case streamWindow = "http2.stream_window"
  case connectionWindow = "http2.connection_window"
  case maxFrameSize = "http2.max_frame_size"
  case headerTableSize = "http2.header_table_size"
  case tlsEnabled = "tls.enabled"
  case tlsCA = "tls.ca"
  case tlsInsecure = "tls.insecure"
  case tlsServerName = "tls.server_name"
  case tlsCertificate = "tls.certificate"
  case tlsKey = "tls.key"
  case tlsMinVersion = "tls.min_version"
  case tlsMaxVersion = "tls.max_version"
  case tlsResumption = "tls.resumption"
  case serverCodec = "server.codec"
  case serverThreads = "server.threads"
  case serverMaxConcurrentStreams = "server.max_concurrent_streams"
  case serverStreamWindow = "server.stream_window"
  case serverConnectionWindow = "server.connection_window"
  case serverMaxFrameSize = "server.max_frame_size"
  case serverHeaderTableSize = "server.header_table_size"
  case serverMaxMessageSize = "server.max_message_size"
  case serverCompression = "server.compression"
  case serverKeepaliveTime = "server.keepalive_time"
  case serverKeepaliveTimeout = "server.keepalive_timeout"
  case serverMinPingInterval = "server.min_ping_interval"
  case serverPermitPings = "server.permit_pings_without_calls"
  case serverMaxAge = "server.max_age"
  case serverMaxAgeGrace = "server.max_age_grace"
  case serverMaxIdle = "server.max_idle"
  case serverMaxUnread = "server.max_unread"
  case serverMaxUnsent = "server.max_unsent"
  case serverSeed = "server.seed"
  case serverDelay = "server.delay"
  case serverWork = "server.work"
  case serverLimitRate = "server.limit_rate"
  case serverPause = "server.pause"
  case serverResponseSize = "server.response_size"
  case serverGap = "server.gap"
  case serverTrickle = "server.trickle"
  case serverWindow = "server.window"
  case serverConnectionPace = "server.connection_pace"
  case serverFail = "server.fail"
  case serverReset = "server.reset"
  case serverDrop = "server.drop"
  case serverGoAway = "server.go_away"

  /// The command's option for this setting: its key, without a group that says nothing more.
  public var option: String {
    let name =
      switch self {
      case .requestMetadata, .requestPayload, .turns, .thinkTime, .readRate, .verify, .streamWindow,
        .connectionWindow,
        .maxFrameSize, .headerTableSize, .tlsCA, .tlsInsecure, .tlsServerName, .tlsCertificate,
        .tlsKey:
        key
      case .tlsEnabled: Substring("tls")
      default: Substring(rawValue)
      }
    return "--" + name.replacing("_", with: "-").replacing(".", with: "-")
  }

  /// The option of `serve` for a setting of the server.
  public var serveOption: String { "--" + dashedKey }

  /// The key as options and metadata have it: `limit-rate`.
  var dashedKey: String { String(key.replacing("_", with: "-")) }

  /// Whether it can be a list of several values.
  var isList: Bool {
    switch self {
    case .failIf, .serverFail, .serverReset, .serverDrop, .serverGoAway: true
    default: false
    }
  }

  /// What a server can be told to do to its clients, in the order in which it is read.
  public static let laboratory: [Setting] = [
    .serverSeed, .serverDelay, .serverWork, .serverLimitRate, .serverPause, .serverResponseSize,
    .serverGap, .serverTrickle, .serverWindow, .serverConnectionPace, .serverFail, .serverReset,
    .serverDrop, .serverGoAway,
  ]

  /// The group that the key stands in; nothing at the top.
  var group: Substring? {
    rawValue.firstIndex(of: ".").map { rawValue[..<$0] }
  }

  /// The key without its group.
  var key: Substring {
    rawValue[(rawValue.firstIndex(of: ".").map(rawValue.index(after:)) ?? rawValue.startIndex)...]
  }

  /// Whether each kind of call can have its own; its name is not the scenario's.
  var isOfCall: Bool {
    switch self {
    case .name, .method, .kind, .weight, .deadline: true
    default: group.map(Self.groupsOfCall.contains) ?? false
    }
  }

  /// The list of the kinds of call, whose keys are settings again.
  static let calls = "calls"

  /// The list of the targets, each an address or a group of address and weight.
  static let targets = "targets"

  private static let groupsOfCall: [Substring] = ["request", "messages", "cancel"]

  /// The groups, each a mapping in the file.
  static let groups = groupsOfCall.map(String.init) + ["backoff", "http2", "tls", "server"]

  /// The keys that may stand at the top of the file or of one of its calls, or in a group.
  static func keys(in group: String?, ofCall: Bool = false) -> [String] {
    let settings = allCases.filter { !ofCall || $0.isOfCall }
    guard let group else {
      return settings.filter { $0.group == nil }.map(\.rawValue)
        + (ofCall ? groupsOfCall.map(String.init) : groups + [calls, targets])
    }
    return settings.filter { $0.group.map(String.init) == group }.map { String($0.key) }
  }
}
