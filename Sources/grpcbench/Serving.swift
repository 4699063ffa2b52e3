import ReferenceServer
import Scenarios
import Timing
import Transport

/// The reference server at work in this process.
enum Serving {
  /// Serves until the process is told to stop, then says how many calls it served.
  ///
  /// A server that belongs to a run is quiet about it: the run tells all there is to tell. To the
  /// run it shows its certificate.
  static func perform(
    endpoint: Endpoint,
    options: ServerOptions,
    counters: String? = nil,
    isQuiet: Bool
  ) throws {
    if let counters { try ServingCounters.prepare(counters) }
    Signals.capture()
    Memory.keep()
    _ = Transport.Usage.raiseDescriptorLimit()
    let server: ReferenceServer
    do {
      let address = try endpoint.addresses(passive: true)[0]
      server = try ReferenceServer(at: address, options: options)
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
    if isQuiet, let tls = options.tls { StandardOutput.say(tls.identity.certificate.text) }
    Signals.wait()
    let tally = try server.finish()
    if let counters { try ServingCounters.write(tally, to: counters) }
    guard !isQuiet else { return }
    StandardError.say(
      "served \(tally.calls) calls: \(tally.messagesReceived) messages in, "
        + "\(tally.messagesSent) out; \(tally.bytesReceived) bytes in, \(tally.bytesSent) out"
    )
  }
}

extension Endpoint {
  /// The addresses of the endpoint, at least one.
  func addresses(
    passive: Bool = false,
    limit: Nanoseconds = SocketAddress.resolutionLimit
  ) throws -> [SocketAddress] {
    switch self {
    case .network(let host, let port):
      try SocketAddress.resolve(host: host, port: port, passive: passive, limit: limit)
    case .unix(let path): [try SocketAddress(path: path)]
    case .abstract(let name): [try SocketAddress(abstract: name)]
    }
  }
}
