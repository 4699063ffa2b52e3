import ReferenceServer
import Scenarios
import Transport

/// The reference server at work in this process.
enum Serving {
  /// Serves until the process is told to stop.
  static func perform(endpoint: Endpoint, options: Plan.ServerOptions) throws -> ExitCode {
    Signals.capture()
    _ = Transport.Usage.raiseDescriptorLimit()
    var serverOptions = ServerOptions()
    serverOptions.threads = options.threads
    serverOptions.maxConcurrentStreams = options.maxConcurrentStreams
    let server: ReferenceServer
    do {
      let address = try endpoint.addresses(passive: true)[0]
      server = try ReferenceServer(at: address, options: serverOptions)
    } catch let error as SystemError where error.isAddressInUse {
      throw Failure(
        "serve: \(endpoint) is taken by another program; stop it or choose another port, 0 for any"
      )
    } catch let error as SystemError {
      throw Failure("serve: cannot listen on \(endpoint): \(error.reason)")
    } catch let error as ResolutionError {
      throw Failure("serve: \(error)")
    }
    StandardOutput.say("listening on \(server.address)")
    Signals.wait()
    let calls = try server.stop()
    StandardError.say("served \(calls) calls")
    return .fine
  }
}

extension Endpoint {
  /// The addresses of the endpoint, at least one.
  func addresses(passive: Bool = false) throws -> [SocketAddress] {
    switch self {
    case .network(let host, let port):
      try SocketAddress.resolve(host: host, port: port, passive: passive)
    case .unix(let path):
      [try SocketAddress(path: path)]
    }
  }
}
