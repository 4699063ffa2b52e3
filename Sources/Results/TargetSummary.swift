internal import Scenarios
internal import Statistics
internal import Timing

/// What the calls to one target came to, apart from the plan's others.
public struct TargetSummary: Codable, Sendable, Equatable {
  /// As the scenario has it: `self`, `host:port` or a unix socket.
  public var address: String
  public var weight: Int

  /// Connections that the plan has for it.
  public var connections: Int

  /// Connections that stood, in the whole run.
  public var opened: UInt64

  /// The proxy on the way, without its password.
  @Nullable public var proxy: String?

  /// What the name stands for; with a proxy, what its name stands for.
  public var addresses: [Address]

  /// Calls of the measured window, however they ended: `ok + failed + unfinished`.
  public var calls: UInt64
  public var ok: UInt64
  public var failed: UInt64
  public var unfinished: UInt64

  /// Ended calls by the name of their gRPC status; names without calls are left out.
  public var status: [String: UInt64]

  /// The most frequent failures, at most `CallSummary.mostFailures`.
  public var failures: [Summary.Failure]

  /// Calls that ended OK in the measured window, per second.
  public var achievedPerSecond: Double

  /// A lower and an upper bound by batch means; nil in runs under three seconds.
  @Nullable public var achievedPerSecondCI95: [Double]?
  public var messagesSent: UInt64
  public var messagesReceived: UInt64
  public var latency: Latencies

  /// One of the addresses of a target.
  public struct Address: Codable, Sendable, Equatable {
    public var address: String

    /// Connections that stood there, in the whole run.
    public var opened: UInt64
  }

  enum CodingKeys: String, CodingKey {
    case address, weight, connections, opened, proxy, addresses, calls, ok, failed, unfinished
    case status, failures
    case achievedPerSecond = "achieved_per_s"
    case achievedPerSecondCI95 = "achieved_per_s_ci95"
    case messagesSent = "messages_sent"
    case messagesReceived = "messages_received"
    case latency = "latency_ns"
  }

  init(_ target: TargetRecording, seed: UInt64) {
    let call = CallSummary(
      CallRecording(
        name: "",
        method: "",
        kind: .unary,
        weight: target.target.weight,
        recording: target.recording
      ),
      seed: seed
    )
    address = target.target.address.description
    weight = target.target.weight
    connections = target.connections
    opened = target.addresses.reduce(0) { $0 + $1.opened }
    addresses = target.addresses.map { Address(address: $0.address, opened: $0.opened) }
    calls = call.calls
    ok = call.ok
    failed = call.failed
    unfinished = call.unfinished
    status = call.status
    failures = call.failures
    achievedPerSecond = call.achievedPerSecond
    messagesSent = call.messagesSent
    messagesReceived = call.messagesReceived
    latency = call.latency
    proxy = target.proxy
    achievedPerSecondCI95 = call.achievedPerSecondCI95
  }
}
