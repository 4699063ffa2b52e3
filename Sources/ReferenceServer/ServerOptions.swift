/// How the reference server is run.
public struct ServerOptions: Sendable {
  public static let defaultMaxConcurrentStreams = 10_000

  /// Event loops; each accepts connections of its own on the shared port.
  public var threads = 1
  /// Calls at once on each connection.
  public var maxConcurrentStreams = ServerOptions.defaultMaxConcurrentStreams
  /// Connections at once on each thread.
  public var maxConnections = 50_000

  public init() {}
}
