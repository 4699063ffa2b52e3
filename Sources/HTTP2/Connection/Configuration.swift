/// What a connection promises its peer, and what it lets the peer make it hold.
public struct Configuration: Sendable {
  /// Our SETTINGS, sent first.
  public var settings: Settings

  /// The receive window of the whole connection, opened by a WINDOW_UPDATE after the preface; at
  /// least `smallestConnectionWindow`.
  public var connectionWindow = Configuration.usualConnectionWindow

  /// Streams that may be open at once, whatever the peer allows: it sizes our tables.
  public var maxOpenStreams = 1_024

  /// What else the peer can make us hold or do.
  public var limits = Limits()

  /// Header blocks seen before are recognized by their bytes; without it each is decoded again,
  /// with the same outcome, which is for tests and diagnosis.
  public var remembersHeaders = true

  public init(settings: Settings = Settings()) {
    self.settings = settings
  }

  /// A connection begins with this window and no frame can lower it (RFC 9113 §6.9.2).
  public static let smallestConnectionWindow = 65_535

  /// Wide, so that flow control does not shape a run.
  public static let usualConnectionWindow = 64 * 1024 * 1024

  /// Wide, so that flow control does not shape a run.
  public static let usualStreamWindow = 1024 * 1024

  /// A client that has at most `maxOpenStreams` calls under way on each connection.
  ///
  /// - Parameters:
  ///   - maxOpenStreams: Streams that may be open at once, whatever the server allows.
  ///   - streamWindow: Bytes that the server may send ahead on a stream, up to 2^31-1.
  ///   - connectionWindow: Bytes that it may send ahead on all streams, 65,535 to 2^31-1.
  ///   - maxFrameSize: Bytes of payload in the server's frames, 2^14 to 2^24-1.
  ///   - headerTableSize: Bytes of the table by which the server's headers are decoded.
  /// - Returns: A configuration to make connections with.
  public static func client(
    maxOpenStreams: Int,
    streamWindow: Int = Configuration.usualStreamWindow,
    connectionWindow: Int = Configuration.usualConnectionWindow,
    maxFrameSize: Int = Settings.smallestFrameSize,
    headerTableSize: Int = Settings.initialHeaderTableSize
  ) -> Configuration {
    var settings = Settings()
    settings.initialWindowSize = streamWindow
    settings.maxFrameSize = maxFrameSize
    settings.headerTableSize = headerTableSize
    var configuration = Configuration(settings: settings)
    configuration.connectionWindow = connectionWindow
    configuration.maxOpenStreams = maxOpenStreams
    return configuration
  }

  /// A server that takes `maxConcurrentStreams` calls at once on each connection; the rest is as
  /// for a client.
  public static func server(
    maxConcurrentStreams: Int,
    streamWindow: Int = Configuration.usualStreamWindow,
    connectionWindow: Int = Configuration.usualConnectionWindow,
    maxFrameSize: Int = Settings.smallestFrameSize,
    headerTableSize: Int = Settings.initialHeaderTableSize
  ) -> Configuration {
    var configuration = client(
      maxOpenStreams: maxConcurrentStreams,
      streamWindow: streamWindow,
      connectionWindow: connectionWindow,
      maxFrameSize: maxFrameSize,
      headerTableSize: headerTableSize
    )
    configuration.settings.maxConcurrentStreams = maxConcurrentStreams
    configuration.settings.maxHeaderListSize = 16 * 1024
    return configuration
  }

  /// Values that no frame could carry are a mistake of ours.
  func check() {
    precondition(
      (0...Settings.largestWindow).contains(settings.initialWindowSize),
      "a stream window of \(settings.initialWindowSize) bytes; give 0 to 2^31-1"
    )
    precondition(
      (Self.smallestConnectionWindow...Settings.largestWindow).contains(connectionWindow),
      "a connection window of \(connectionWindow) bytes; give 65535 to 2^31-1"
    )
    precondition(
      (Settings.smallestFrameSize...Settings.largestFrameSize).contains(settings.maxFrameSize),
      "frames of \(settings.maxFrameSize) bytes; give 16384 to 16777215"
    )
    precondition(
      (0...Int(UInt32.max)).contains(settings.headerTableSize),
      "a header table of \(settings.headerTableSize) bytes; give 0 to 2^32-1"
    )
  }
}
