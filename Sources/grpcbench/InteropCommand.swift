import ArgumentParser
import Interop
import Scenarios
import Transport

/// `grpcbench interop`: the client of gRPC's interoperability tests.
struct InteropCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "interop",
    abstract: "Put a server to gRPC's interoperability tests.",
    discussion: """
      The server is one of grpc.testing.TestService; grpcbench serve --interop is one.

        grpcbench interop --test-case list
        grpcbench interop --target 127.0.0.1:50051 --test-case all
        grpcbench interop --target 127.0.0.1:50051 --test-case large_unary,ping_pong

      The last six of the list need a server that misbehaves: grpcbench serve --misbehave goaway. \
      The names of the official clients' flags, such as --server_port, work too.
      """
  )

  @Option("The server under test.", "host:port|unix:path")
  var target: String?

  @OptionGroup
  var cases: InteropCaseOptions

  @OptionGroup(title: "TLS")
  var tls: TLSOptions

  @OptionGroup(title: "Other names")
  var official: OfficialInteropOptions

  func run() throws {
    guard cases.testCase != "list" else { return cases.list() }
    let report = InteropReport(try cases.chosen(), try cases.reportFormat())
    let target = try self.target(try endpoint())
    let settings = try cases.settings()
    for testCase in report.cases { report.tell(testCase.play(target, settings)) }
    try report.end()
  }

  func endpoint() throws(Complaint) -> Endpoint {
    do {
      if let target { return try Endpoint(Entry(target, subject: "--target")) }
      if let port = official.serverPort {
        let host = official.serverHost ?? "127.0.0.1"
        let text = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return try Endpoint(Entry(text, subject: "--server_host and --server_port"))
      }
    } catch {
      throw error.about("interop")
    }
    throw Complaint("interop: no server was named; give --target 127.0.0.1:50051")
  }

  func target(_ endpoint: Endpoint) throws -> InteropTarget {
    do {
      let (settings, name) = try tlsSettings()
      return InteropTarget(
        addresses: try endpoint.addresses(),
        place: endpoint.description,
        authority: name ?? endpoint.authority,
        tls: try settings.map {
          try TLSClientOptions($0, endpoint, ownAuthority: nil, connections: 1)
        }
      )
    } catch let error as Complaint {
      throw error.about("interop")
    } catch let error as TLSError {
      throw Complaint("interop: \(error)")
    } catch let error as ResolutionError {
      throw Failure("interop: target \(error)")
    } catch let error as SystemError {
      throw Failure("interop: \(error)")
    }
  }

  /// How connections are secured, if they are, and the name that was given to the server.
  private func tlsSettings() throws(Complaint) -> (TLSSettings?, String?) {
    var overrides = Overrides()
    tls.add(to: &overrides)
    if let text = official.useTLS {
      let isOn = try Entry(text, subject: "--use_tls").flag()
      if tls.tls, !isOn { throw Complaint("--use_tls false takes back --tls; leave one out") }
      overrides[.tlsEnabled] = "\(isOn)"
    }
    let isSecure = try overrides.tls() != nil
    // Without TLS it is what calls say for the server's name, and nothing more.
    if overrides[.tlsServerName] == nil { overrides[.tlsServerName] = official.serverHostOverride }
    let settings = try overrides.tls()
    try official.checkAuthority(of: isSecure ? settings : nil)
    return (isSecure ? settings : nil, overrides[.tlsServerName])
  }
}

/// What the official clients call their options.
struct OfficialInteropOptions: ParsableArguments {
  @Option(
    name: .customLong("server_host"),
    parsing: .unconditional,
    help: .init("With --server_port, in place of --target.", valueName: "host")
  )
  var serverHost: String?

  @Option(
    name: .customLong("server_port"),
    parsing: .unconditional,
    help: .init("With --server_host, 127.0.0.1 by default.", valueName: "port")
  )
  var serverPort: String?

  @Option(
    name: .customLong("server_host_override"),
    parsing: .unconditional,
    help: .init("--server-name; without TLS no more than :authority.", valueName: "name")
  )
  var serverHostOverride: String?

  @Option(
    name: .customLong("use_tls"),
    parsing: .unconditional,
    help: .init("--tls, or that there is none.", valueName: "true|false")
  )
  var useTLS: String?

  @Option(
    name: .customLong("use_test_ca"),
    parsing: .unconditional,
    help: .init("With TLS, that --ca names the tests' authority.", valueName: "true|false")
  )
  var useTestCA: String?

  /// The official clients have the tests' authority built in; here it is a file.
  func checkAuthority(of settings: TLSSettings?) throws(Complaint) {
    guard let useTestCA else { return }
    let entry = Entry(useTestCA, subject: "--use_test_ca")
    guard try entry.flag(), let settings else { return }
    guard settings.authorities == nil, !settings.isInsecure else { return }
    throw entry.complaint("has no authority of its own here; give the tests' ca.pem by --ca")
  }
}
