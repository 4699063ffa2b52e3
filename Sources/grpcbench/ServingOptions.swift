import ArgumentParser
import GRPC
import ReferenceServer
import Scenarios

/// The options for where the reference server listens and what it takes.
struct ServingOptions: ParsableArguments {
  @Option("Where to listen; port 0 takes a free one.", "host:port|unix:path")
  var listen = "127.0.0.1:50051"

  @Option("Event loops.", "count")
  var threads = "1"

  @Option("Streams that a connection may have open.", "count")
  var maxConcurrentStreams = "\(Limits.streams)"

  @Option("Longest request message that is taken.", "size")
  var maxMessageSize = ByteSize(ServerOptions().maxMessageSize).description

  @Option("What a client may send ahead on a stream.", "size")
  var streamWindow = ByteSize(ServerOptions().streamWindow).description

  @Option("The same on a connection.", "size")
  var connectionWindow = ByteSize(ServerOptions().connectionWindow).description

  @Option("Longest frame that is taken.", "size")
  var maxFrameSize = ByteSize(ServerOptions().maxFrameSize).description

  @Option("Memory for a client's header fields.", "size")
  var headerTableSize = ByteSize(ServerOptions().headerTableSize).description

  @Option("Longest head of a request over HTTP/1.1.", "size")
  var maxHeadSize = ByteSize(ServerOptions().maxHeadSize).description

  @Option("Fields that such a head may have.", "count")
  var maxHeadFields = "\(ServerOptions().maxHeadFields)"

  @Option("Answers to those who read gzip and do not ask otherwise.", "identity|gzip")
  var compression = Compression.identity.rawValue

  @Option("Whether Echo decodes and encodes, or hands back the bytes that came.", "live|prepared")
  var codec = ServerOptions().codec.rawValue

  @Option("Bytes of a connection's requests that may wait.", "size")
  var maxUnread = ByteSize(ServerOptions().maxUnread).description

  @Option("Bytes of a connection's answers that may wait.", "size")
  var maxUnsent = ByteSize(ServerOptions().maxUnsent).description

  @Option("Bytes of both, and of what has come in part, on all connections.", "size")
  var maxHeld = ByteSize(ServerOptions().maxHeld).description

  @Option("Work of one cell's calls, for a comparison to find: http1/json=2us.", "cell=length")
  var plant: [String] = []

  @Option("Where the counters are written at the end.", "file")
  var counters: String?

  func options() throws(Complaint) -> ServerOptions {
    var options = ServerOptions()
    options.threads = try Entry(threads, subject: "--threads").whole(in: 1...Limits.threads)
    options.maxConcurrentStreams = try Entry(
      maxConcurrentStreams,
      subject: "--max-concurrent-streams"
    ).whole(in: 1...Limits.streams)
    let sizes: [(WritableKeyPath<ServerOptions, Int>, String, String, ClosedRange<Int>)] = [
      (\.maxMessageSize, "--max-message-size", maxMessageSize, ServerOptions.messageSizes),
      (\.streamWindow, "--stream-window", streamWindow, ServerOptions.streamWindows),
      (
        \.connectionWindow, "--connection-window", connectionWindow,
        ServerOptions.connectionWindows
      ),
      (\.maxFrameSize, "--max-frame-size", maxFrameSize, ServerOptions.frameSizes),
      (
        \.headerTableSize, "--header-table-size", headerTableSize,
        ServerOptions.headerTableSizes
      ),
      (\.maxHeadSize, "--max-head-size", maxHeadSize, ServerOptions.headSizes),
      (\.maxUnread, "--max-unread", maxUnread, Limits.heldBytes),
      (\.maxUnsent, "--max-unsent", maxUnsent, Limits.heldBytes),
      (\.maxHeld, "--max-held", maxHeld, Limits.heldBytes),
    ]
    for (size, option, text, range) in sizes {
      options[keyPath: size] = try Entry(text, subject: option).bytes(in: range)
    }
    options.maxHeadFields = try Entry(maxHeadFields, subject: "--max-head-fields")
      .whole(in: ServerOptions.headFields)
    options.codec = try Entry(codec, subject: "--codec").word()
    let word = try Entry(compression, subject: "--compression").word(Compression.self)
    options.plants = try Plants(plant.map { Entry($0, subject: "--plant") })
    options.compression = word == .gzip ? .gzip : .identity
    return options
  }

  private enum Compression: String, CaseIterable {
    case identity
    case gzip
  }
}
