/// What a connection promises its peer, and what it lets the peer make it hold.
public struct Configuration: Sendable {
  /// Our SETTINGS, sent first.
  public var settings: Settings

  /// The receive window of the whole connection, opened by a WINDOW_UPDATE after the preface.
  public var connectionWindow = 64 * 1024 * 1024

  /// Streams that may be open at once, whatever the peer allows: it sizes our tables.
  public var maxOpenStreams = 1_024

  /// Bytes of one header block over all its frames.
  public var maxHeaderBlock = 64 * 1024

  /// CONTINUATION frames after one HEADERS frame.
  public var maxContinuations = 8

  /// Bytes of one decoded header list: names, values and 32 for each field (RFC 9113 §6.5.2).
  public var maxHeaderList = 16 * 1024

  /// Parameters in one SETTINGS frame.
  public var maxSettingsEntries = 32

  /// Bytes of answers to PING and SETTINGS that wait in our send buffer before a peer that does not
  /// read them is given up.
  public var maxUnsentControl = 256 * 1024

  /// Frames without use (empty DATA, PING, SETTINGS, PRIORITY, RST_STREAM, unknown types, whatever
  /// breaks a rule of its stream) that a peer may send ahead of useful ones.
  public var maxIdleFrames = 10_000

  /// Header blocks seen before are recognized by their bytes; without it each is decoded again,
  /// with the same outcome, which is for tests and diagnosis.
  public var remembersHeaders = true

  public init(settings: Settings = Settings()) {
    self.settings = settings
  }

  /// Streams of 1 MiB and a wide connection window, so that flow control does not shape a run.
  public static func client(maxOpenStreams: Int) -> Configuration {
    var settings = Settings()
    settings.initialWindowSize = 1024 * 1024
    var configuration = Configuration(settings: settings)
    configuration.maxOpenStreams = maxOpenStreams
    return configuration
  }

  /// A server that takes `maxConcurrentStreams` calls at once on each connection.
  public static func server(maxConcurrentStreams: Int) -> Configuration {
    var settings = Settings()
    settings.initialWindowSize = 1024 * 1024
    settings.maxConcurrentStreams = maxConcurrentStreams
    settings.maxHeaderListSize = 16 * 1024
    var configuration = Configuration(settings: settings)
    configuration.maxOpenStreams = maxConcurrentStreams
    return configuration
  }

  /// Values that no frame could carry are a mistake of ours.
  func check() {
    let windows = 0...Settings.largestWindow
    precondition(
      windows.contains(settings.initialWindowSize) && windows.contains(connectionWindow - 1),
      "windows of \(settings.initialWindowSize) and \(connectionWindow) bytes"
    )
    let frameSizes = Settings.smallestFrameSize...Settings.largestFrameSize
    precondition(
      frameSizes.contains(settings.maxFrameSize),
      "frames of \(settings.maxFrameSize) bytes"
    )
  }
}
