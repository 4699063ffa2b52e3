import ArgumentParser
import GRPC
import Interop
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
      SayHelloBidi), health, reflection and grpcbench.Server/Counters until it is told to stop \
      (Ctrl-C or SIGTERM); calls in flight are finished first.

      A call's own metadata can ask for more:
        grpcbench-messages: 25         how many SayHelloServerStream sends; default: 10
        grpcbench-compression: gzip    how this call is answered; gzip or identity

      It is a laboratory too: it delays, limits and breaks calls on purpose, all of it by seed. \
      --delay, --work, --response-size, --gap, --trickle, --window, --fail, --reset, --drop and \
      --go-away hold for all calls of the greeter; a call's own metadata of the same name wins:
        grpcbench-delay: lognormal 5ms 0.5
        grpcbench-fail: UNAVAILABLE after 3 messages
      docs/server.md has them all, with their grammar and limits; docs/interop.md has \
      --interop and --misbehave.
      """
  )

  @Option("Where to listen; port 0 takes a free one.", "host:port|unix:path")
  var listen = "127.0.0.1:50051"

  @Option("Event loops.", "count")
  var threads = "1"

  @Option("Streams that a client may have open on a connection.", "count")
  var maxConcurrentStreams = "\(Limits.streams)"

  @Option("Longest request message that is taken.", "size")
  var maxMessageSize = ByteSize(ServerOptions().maxMessageSize).description

  @Option("What a client may send ahead on a stream.", "size")
  var streamWindow = ByteSize(ServerOptions().streamWindow).description

  @Option("What a client may send ahead on a connection.", "size")
  var connectionWindow = ByteSize(ServerOptions().connectionWindow).description

  @Option("Longest frame that is taken.", "size")
  var maxFrameSize = ByteSize(ServerOptions().maxFrameSize).description

  @Option("Memory for a client's header fields.", "size")
  var headerTableSize = ByteSize(ServerOptions().headerTableSize).description

  @Option("How calls are answered that read gzip and do not ask otherwise.", "identity|gzip")
  var compression = Compression.identity.rawValue

  @OptionGroup(title: "TLS")
  var tls: ServeTLSOptions

  @OptionGroup(title: "Laboratory")
  var laboratory: ServingLaboratory

  @Flag(help: "Serve gRPC's interoperability tests too: grpc.testing.TestService.")
  var interop = false

  @Option(
    "The same, with a server that misbehaves in one of the ways of the negative tests.",
    "name"
  )
  var misbehave: String?

  @Option("Where the server's counters are written at its end.", "file")
  var counters: String?

  @Flag(help: .hidden)
  var endsWithParent = false

  func run() throws {
    if endsWithParent { ChildProcess.endWithParent() }
    try Serving.perform(
      endpoint: endpoint(),
      options: options(),
      counters: counters,
      isQuiet: endsWithParent
    )
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
        .bytes(in: ServerOptions.messageSizes)
      options.streamWindow = try Entry(streamWindow, subject: "--stream-window")
        .bytes(in: ServerOptions.streamWindows)
      options.connectionWindow = try Entry(connectionWindow, subject: "--connection-window")
        .bytes(in: ServerOptions.connectionWindows)
      options.maxFrameSize = try Entry(maxFrameSize, subject: "--max-frame-size")
        .bytes(in: ServerOptions.frameSizes)
      options.headerTableSize = try Entry(headerTableSize, subject: "--header-table-size")
        .bytes(in: ServerOptions.headerTableSizes)
      let word = try Entry(compression, subject: "--compression").word(Compression.self)
      options.tls = try tls.options()
      options.compression = word == .gzip ? .gzip : .identity
      options.laboratory = try laboratory.options()
      let misbehaviour: Misbehaviour? =
        if let misbehave { try Entry(misbehave, subject: "--misbehave").word() } else { nil }
      if interop || misbehaviour != nil { options.guests = TestService.guests(misbehaviour) }
      misbehaviour?.adapt(&options)
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
