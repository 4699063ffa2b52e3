internal import Statistics
internal import Timing

/// How long one step of making connections took, over the whole run.
public struct ConnectionTimes: Codable, Sendable, Equatable {
  public var count: UInt64

  /// In nanoseconds.
  public var p50: Int64
  public var p99: Int64
  public var max: Int64
  /// The whole distribution: HdrHistogram V2, compressed, base64.
  public var histogram: String

  enum CodingKeys: String, CodingKey {
    case count, histogram
    case p50 = "p50_ns"
    case p99 = "p99_ns"
    case max = "max_ns"
  }

  /// Nothing for a step that no connection took.
  init?(_ times: LatencyHistogram) {
    guard times.count > 0 else { return nil }
    count = times.count
    p50 = times.quantile(0.5).count
    p99 = times.quantile(0.99).count
    max = times.max.count
    histogram = times.base64
  }
}

extension Summary.Handshakes {
  /// Nothing for a run without TLS.
  init?(_ connections: ConnectionCounts) {
    guard let times = ConnectionTimes(connections.handshakes) else { return nil }
    count = times.count
    resumed = connections.resumed
    p50 = times.p50
    p99 = times.p99
    max = times.max
    histogram = times.histogram
  }
}

extension Summary.Connections {
  init(_ counts: ConnectionCounts, openingSeconds: Double, outageSeconds: Double) {
    opened = counts.opened
    lost = counts.lost
    goaways = counts.goaways
    reconnects = counts.reconnects
    self.openingSeconds = openingSeconds
    self.outageSeconds = outageSeconds
    failedAttempts = counts.failedAttempts
    unfinishedAttempts = counts.unfinishedAttempts
    ends = Dictionary(
      uniqueKeysWithValues: ConnectionEnd.allCases.map { ($0.rawValue, counts.ends($0)) }
    )
    pings = counts.pings
    tooManyPings = counts.tooManyPings
    replayed = counts.replayed
    connects = ConnectionTimes(counts.connects)
    handshakes = Summary.Handshakes(counts)
    settings = ConnectionTimes(counts.greetings)
    standing = ConnectionTimes(counts.standing)
  }
}
