import ArgumentParser
import GRPC
import ReferenceServer
import Scenarios
import Transport

/// `grpcbench serve`: the reference server, on its own.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Be the reference server: something to measure.",
    discussion: """
      It answers greet.Greeter (SayHello, SayHelloServerStream, SayHelloClientStream and \
      SayHelloBidi) and grpc.health.v1.Health/Check until it is told to stop (Ctrl-C or SIGTERM); \
      calls in flight are finished first.

      A call's own metadata can ask for more:
        grpcbench-messages: 0 to 10000000       messages of SayHelloServerStream, 10 by default
        grpcbench-compression: gzip|identity    how this call is answered
      """
  )

  @Option(
    parsing: .unconditional,
    help: .init("Where to listen; port 0 takes a free one.", valueName: "host:port|unix:path")
  )
  var listen = "127.0.0.1:50051"

  @Option(parsing: .unconditional, help: .init("Event loops.", valueName: "count"))
  var threads = "1"

  @Option(
    parsing: .unconditional,
    help: .init("Streams that a client may have open on a connection.", valueName: "count")
  )
  var maxConcurrentStreams = "\(Limits.streams)"

  @Option(
    parsing: .unconditional,
    help: .init("Longest request message that is taken.", valueName: "bytes")
  )
  var maxMessageSize = "\(ServerOptions().maxMessageSize)"

  @Option(
    parsing: .unconditional,
    help: .init("What a client may send ahead on a stream.", valueName: "bytes")
  )
  var streamWindow = "\(ServerOptions().streamWindow)"

  @Option(
    parsing: .unconditional,
    help: .init("What a client may send ahead on a connection.", valueName: "bytes")
  )
  var connectionWindow = "\(ServerOptions().connectionWindow)"

  @Option(
    parsing: .unconditional,
    help: .init("Longest frame that is taken.", valueName: "bytes")
  )
  var maxFrameSize = "\(ServerOptions().maxFrameSize)"

  @Option(
    parsing: .unconditional,
    help: .init("Memory for a client's header fields.", valueName: "bytes")
  )
  var headerTableSize = "\(ServerOptions().headerTableSize)"

  @Option(
    parsing: .unconditional,
    help: .init(
      "How calls are answered that read gzip and do not ask otherwise.",
      valueName: "identity|gzip"
    )
  )
  var compression = Compression.identity.rawValue

  @Flag(help: .hidden)
  var endsWithParent = false

  func run() throws {
    if endsWithParent { ChildProcess.endWithParent() }
    try Serving.perform(endpoint: endpoint(), options: options(), isQuiet: endsWithParent)
  }

  func endpoint() throws(Complaint) -> Endpoint {
    do {
      return try Endpoint(Entry(listen, subject: "--listen"), lowestPort: 0)
    } catch {
      throw error.about("serve")
    }
  }

  func options() throws(Complaint) -> ServerOptions {
    var options = ServerOptions()
    do {
      options.threads = try Entry(threads, subject: "--threads").whole(in: 1...Limits.threads)
      options.maxConcurrentStreams = try Entry(
        maxConcurrentStreams,
        subject: "--max-concurrent-streams"
      ).whole(in: 1...Limits.streams)
      options.maxMessageSize = try Entry(maxMessageSize, subject: "--max-message-size")
        .whole(in: ServerOptions.messageSizes)
      options.streamWindow = try Entry(streamWindow, subject: "--stream-window")
        .whole(in: ServerOptions.streamWindows)
      options.connectionWindow = try Entry(connectionWindow, subject: "--connection-window")
        .whole(in: ServerOptions.connectionWindows)
      options.maxFrameSize = try Entry(maxFrameSize, subject: "--max-frame-size")
        .whole(in: ServerOptions.frameSizes)
      options.headerTableSize = try Entry(headerTableSize, subject: "--header-table-size")
        .whole(in: ServerOptions.headerTableSizes)
      let word = try Entry(compression, subject: "--compression").word(Compression.self)
      options.compression = word == .gzip ? .gzip : .identity
    } catch {
      throw error.about("serve")
    }
    return options
  }

  private enum Compression: String, CaseIterable {
    case identity
    case gzip
  }
}
