/// One figure of a result, by the name that thresholds and comparisons have for it.
public enum Metric: Hashable, Sendable {
  /// A figure of a distribution of latencies: `response.p99`.
  case latency(Clock, LatencyFigure)
  /// Calls by how they ended: `failed`.
  case calls(CallEnding)
  /// Calls that ended with a gRPC status: `status.UNAVAILABLE`.
  case status(String)
  case offered
  case achieved
  case messages(Way)
  case traffic(Way)
  /// CPU time of one side: `client.cpu_per_call`.
  case cpu(CPUFigure)
  /// The largest resident set of one side: `server.peak_memory`.
  case memory(Side)
  /// What became of the connections: `connections.lost`.
  case connections(ConnectionFigure)
  /// How long a step of connecting took: `connections.ready.p99`.
  case connecting(ConnectionStep, ConnectionTimeFigure)
  /// The part of the measured time without any connection: `connections.outage`.
  case outage

  public enum Clock: String, CaseIterable, Sendable {
    case response
    case service
    case firstMessage = "first_message"
    case firstMessageService = "first_message_service"
    case gap
    case roundTrip = "round_trip"
    case roundTripService = "round_trip_service"
    case messageLag = "message_lag"
    case failed
    case sendLag = "send_lag"
    case slotWait = "slot_wait"
  }

  public enum LatencyFigure: String, CaseIterable, Sendable {
    case min
    case mean
    case p50
    case p90
    case p99
    case p999 = "p99.9"
    case p9999 = "p99.99"
    case max
  }

  public enum CallEnding: String, CaseIterable, Sendable {
    case calls
    case ok
    case failed
    case unfinished
    case cancelled
  }

  public enum Way: String, CaseIterable, Sendable {
    case sent
    case received
  }

  public enum Side: String, CaseIterable, Sendable {
    case client
    case server
  }

  public enum CPUFigure: String, CaseIterable, Sendable {
    case clientPerCall = "client.cpu_per_call"
    case clientUserPerCall = "client.cpu_user_per_call"
    case clientSystemPerCall = "client.cpu_system_per_call"
    case clientPerMessage = "client.cpu_per_message"
    case serverPerCall = "server.cpu_per_call"
    case serverPerMessage = "server.cpu_per_message"
  }

  public enum ConnectionFigure: String, CaseIterable, Sendable {
    case opened
    case lost
    case goaways
    case reconnects
    case failedAttempts = "failed_attempts"
    case unfinishedAttempts = "unfinished_attempts"
    case replayed
    case pings
    case tooManyPings = "too_many_pings"
  }

  public enum ConnectionStep: String, CaseIterable, Sendable {
    case connect
    case handshake
    case settings
    case ready
  }

  public enum ConnectionTimeFigure: String, CaseIterable, Sendable {
    case p50
    case p99
    case max
  }
}

extension Metric {
  public var name: String {
    switch self {
    case .latency(let clock, let figure): "\(clock.rawValue).\(figure.rawValue)"
    case .calls(let ending): ending.rawValue
    case .status(let status): "status.\(status)"
    case .offered: "offered"
    case .achieved: "achieved"
    case .messages(let way): "messages_\(way.rawValue)"
    case .traffic(let way): "bytes_\(way.rawValue)"
    case .cpu(let figure): figure.rawValue
    case .memory(let side): "\(side.rawValue).peak_memory"
    case .connections(let figure): "connections.\(figure.rawValue)"
    case .connecting(let step, let figure): "connections.\(step.rawValue).\(figure.rawValue)"
    case .outage: "connections.outage"
    }
  }

  /// The quantities that it can be given as; the first is the usual one.
  public var quantities: [Quantity] {
    switch self {
    case .latency, .cpu, .connecting: [.time]
    case .calls(.calls), .connections: [.count]
    case .calls, .status: [.count, .share]
    case .offered: [.rate, .count]
    case .achieved: [.rate, .share]
    case .messages: [.rate, .count]
    case .traffic: [.byteRate, .bytes]
    case .memory: [.bytes]
    case .outage: [.time, .share]
    }
  }

  /// All that there are.
  public static let all: [Metric] =
    Clock.allCases.flatMap { clock in LatencyFigure.allCases.map { .latency(clock, $0) } }
    + CallEnding.allCases.map { .calls($0) } + StatusName.all.map { .status($0) }
    + [.offered, .achieved] + Way.allCases.map { .messages($0) }
    + Way.allCases.map { .traffic($0) } + CPUFigure.allCases.map { .cpu($0) }
    + Side.allCases.map { .memory($0) } + ConnectionFigure.allCases.map { .connections($0) }
    + ConnectionStep.allCases.flatMap { step in
      ConnectionTimeFigure.allCases.map { .connecting(step, $0) }
    } + [.outage]

  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

  /// The metric of a name; percentiles may also be written as in the result: `p99_9`.
  ///
  /// - Throws: A complaint that is only its reason, with names that are near.
  public init(named name: String) throws(Complaint) {
    if let metric = Self.byName[name.replacing("p99_9", with: "p99.9")] {
      self = metric
      return
    }
    let advice =
      Spelling.advice(name, among: Self.all.map(\.name))
      ?? "such are response.p99, failed, achieved, server.cpu_per_call"
    throw Complaint("names the unknown metric \(Complaint.shown(name)); \(advice)")
  }
}
