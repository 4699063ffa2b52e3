import ArgumentParser
import Scenarios
import Transport

/// `grpcbench serve`: the reference server, on its own.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Be the reference server: something to measure.",
    discussion: """
      It answers greet.Greeter/SayHello and grpc.health.v1.Health/Check until it is told to stop \
      (Ctrl-C or SIGTERM); calls in flight are finished first.
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

  func options() throws(Complaint) -> Plan.ServerOptions {
    var options = Plan.ServerOptions()
    do {
      options.threads = try Entry(threads, subject: "--threads").whole(in: 1...Limits.threads)
      options.maxConcurrentStreams = try Entry(
        maxConcurrentStreams,
        subject: "--max-concurrent-streams"
      ).whole(in: 1...Limits.streams)
    } catch {
      throw error.about("serve")
    }
    return options
  }
}
