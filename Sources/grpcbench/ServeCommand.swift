import ArgumentParser
import Interop
import ReferenceServer
import Scenarios
import Transport

/// `grpcbench serve`: the reference server, on its own.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Be the reference server: something to measure.",
    usage: "grpcbench serve [<options>]",
    discussion: """
      It answers greet.Greeter, greet.Payloads, health, reflection and grpcbench.Server/Counters \
      until Ctrl-C or SIGTERM; calls in flight are finished first. On the same port it speaks gRPC \
      over HTTP/2, and for unary methods Connect over HTTP/2 and HTTP/1.1, each in protobuf and \
      JSON (docs/connect.md). As a laboratory it delays, limits and breaks \
      the greeter's calls on purpose, by seed.

        grpcbench serve --listen 0.0.0.0:50051
        grpcbench serve --delay "lognormal 5ms 0.5" --limit-rate 5000
        grpcbench serve --fail "UNAVAILABLE 1%" --drop "every 100000"

      A call's own metadata, such as grpcbench-delay: 5ms, goes before the options for calls. \
      docs/server.md says what each of them takes, docs/interop.md has --interop and --misbehave.
      """
  )

  @OptionGroup(title: "The server")
  var server: ServingOptions

  @OptionGroup(title: "TLS")
  var tls: ServeTLSOptions

  @OptionGroup(title: "The life of connections")
  var connections: ServingConnections

  @OptionGroup(title: "Laboratory: each call of the greeter")
  var conditions: ServingConditions

  @OptionGroup(title: "Laboratory: faults, each as often as needed")
  var faults: ServingFaults

  @OptionGroup(title: "Laboratory: the whole server")
  var laboratory: ServingLaboratory

  @OptionGroup(title: "Interoperability tests")
  var tests: ServingTests

  @Flag(help: .hidden)
  var endsWithParent = false

  func run() throws {
    if endsWithParent { ChildProcess.endWithParent() }
    try Serving.perform(
      endpoint: endpoint(),
      options: options(),
      counters: server.counters,
      isQuiet: endsWithParent
    )
  }

  func endpoint() throws(Complaint) -> Endpoint {
    do {
      return try Endpoint(Entry(server.listen, subject: "--listen"), lowestPort: 0)
    } catch {
      throw error.about("serve")
    }
  }

  func options() throws(Complaint) -> ServerOptions {
    do {
      var options = try server.options()
      options.tls = try tls.options()
      var said: [Setting: [Entry]] = [:]
      for (setting, texts) in conditions.settings + faults.settings + laboratory.settings {
        said[setting] = texts.map { Entry($0, subject: setting.serveOption) }
      }
      options.laboratory = try LaboratoryOptions(said)
      options.connections = try connections.rules(seed: options.laboratory.seed)
      try tests.adapt(&options)
      return options
    } catch {
      throw error.about("serve")
    }
  }
}
