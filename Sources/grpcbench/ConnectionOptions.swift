import ArgumentParser
import Scenarios

/// The options for what the client's end of each connection promises.
struct ConnectionOptions: ParsableArguments, SettingGroup {
  @Option(
    .proxy,
    "A proxy that makes tunnels by CONNECT; env for the one that the environment names.",
    "http://[user:password@]host:port|env|none"
  )
  var proxy: String?

  @Option(.streamWindow, "Bytes under way to the client on a stream, such as 64KiB.", "size")
  var streamWindow: String?

  @Option(.connectionWindow, "Bytes under way to the client on a connection.", "size")
  var connectionWindow: String?

  @Option(.maxFrameSize, "Bytes of the largest frame.", "size")
  var maxFrameSize: String?

  @Option(.headerTableSize, "Bytes of the table for the server's header fields.", "size")
  var headerTableSize: String?

  @Option(.maxMessageSize, "Bytes of the largest message that the client takes.", "size")
  var maxMessageSize: String?

  static var settings: [(setting: Setting, text: KeyPath<ConnectionOptions, String?>)] {
    [
      (.proxy, \.proxy), (.streamWindow, \.streamWindow), (.connectionWindow, \.connectionWindow),
      (.maxFrameSize, \.maxFrameSize), (.headerTableSize, \.headerTableSize),
      (.maxMessageSize, \.maxMessageSize),
    ]
  }
}
