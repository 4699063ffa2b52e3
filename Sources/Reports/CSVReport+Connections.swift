internal import Results
internal import Statistics

/// What became of the connections, as columns of a run's total: `connections_` and the key in the
/// result document.
extension CSVReport.Column {
  static var connections: [Self] {
    counts + ends + times("connect", \.connects) + handshakes + times("settings", \.settings)
      + times("ready", \.standing)
  }

  private static var counts: [Self] {
    let counts: [(String, KeyPath<Summary.Connections, UInt64>)] = [
      ("opened", \.opened), ("lost", \.lost), ("goaways", \.goaways), ("reconnects", \.reconnects),
      ("failed_attempts", \.failedAttempts), ("pings", \.pings),
      ("too_many_pings", \.tooManyPings), ("replayed", \.replayed),
    ]
    return counts.map { name, count in
      Self(name: "connections_\(name)") { .integer($0.summary?.connections[keyPath: count]) }
    } + [
      Self(name: "connections_opening_s") { .number($0.summary?.connections.openingSeconds) },
      Self(name: "connections_outage_s") { .number($0.summary?.connections.outageSeconds) },
    ]
  }

  private static var ends: [Self] {
    ends(ConnectionEnd.allCases.filter { $0 != .callGivenUp })
  }

  static func ends(_ ends: [ConnectionEnd]) -> [Self] {
    ends.map { end in
      Self(name: "connections_ends_\(end.rawValue)") {
        .integer($0.summary?.connections.ends[end.rawValue])
      }
    }
  }

  private static func times(
    _ name: String,
    _ times: @escaping (Summary.Connections) -> ConnectionTimes?
  ) -> [Self] {
    let times = { (row: CSVReport.Row) in (row.summary?.connections).flatMap(times) }
    return [
      Self(name: "connections_\(name)_count") { .integer(times($0)?.count) },
      Self(name: "connections_\(name)_p50_ns") { .nanoseconds(times($0)?.p50) },
      Self(name: "connections_\(name)_p99_ns") { .nanoseconds(times($0)?.p99) },
      Self(name: "connections_\(name)_max_ns") { .nanoseconds(times($0)?.max) },
    ]
  }

  private static var handshakes: [Self] {
    let handshakes = { (row: CSVReport.Row) in row.summary?.connections.handshakes }
    return [
      Self(name: "connections_handshakes_count") { .integer(handshakes($0)?.count) },
      Self(name: "connections_handshakes_resumed") { .integer(handshakes($0)?.resumed) },
      Self(name: "connections_handshakes_p50_ns") { .nanoseconds(handshakes($0)?.p50) },
      Self(name: "connections_handshakes_p99_ns") { .nanoseconds(handshakes($0)?.p99) },
      Self(name: "connections_handshakes_max_ns") { .nanoseconds(handshakes($0)?.max) },
    ]
  }
}
