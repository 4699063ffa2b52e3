/// Why a connection that stood has ended, and by whose will.
public enum ConnectionEnd: String, CaseIterable, Sendable {
  /// The run was over.
  case endOfRun = "end_of_run"
  /// It had carried as many calls as a connection may.
  case callsPerConnection = "calls_per_connection"
  /// A newer one has taken its place.
  case newConnections = "new_connections"
  case maxAge = "max_age"
  case maxIdle = "max_idle"
  /// The identifiers of its streams were used up.
  case streamIDs = "stream_ids"
  /// The server gave no sign of life in time.
  case keepalive
  /// The server broke a rule of HTTP/2.
  case violation
  /// The server has sent a GOAWAY.
  case goAway = "goaway"
  /// The server has closed it without a word.
  case closedByServer = "closed_by_server"
  /// The network has cut it.
  case broken
  /// A call was given up, for which HTTP/1.1 has no other word.
  case callGivenUp = "call_given_up"

  /// Its place among all of them.
  public var number: Int { Self.numbers[self] ?? 0 }

  private static let numbers = Dictionary(
    uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) }
  )
}
