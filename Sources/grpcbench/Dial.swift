import Foundation
import Load
import Results
import Scenarios
import Timing
import Transport

/// How the targets of a plan are reached from here: names resolved, certificates read, proxies
/// chosen, all of it once and before the load begins.
struct Dial {
  /// The way to one target.
  struct Route {
    let destination: Destination
    /// The proxy on it, without its password.
    let proxy: String?
  }

  /// One for each target of the plan.
  private(set) var routes: [Route] = []
  /// What people should know about the ways that were found.
  private(set) var notes: [String] = []

  /// - Parameters:
  ///   - plan: The targets, and how they want to be reached.
  ///   - server: The run's own server, where that is the target.
  ///   - environment: Where a proxy may be named.
  /// - Throws: A `Complaint` about what was asked, a `Failure` about the world.
  init(
    _ plan: Plan,
    _ server: OwnServer?,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    for target in plan.targets {
      do {
        try add(plan, target.address, server, environment)
      } catch let error as TLSError {
        throw Complaint("scenario \(plan.name): \(error)")
      } catch let error as ResolutionError {
        throw Failure("scenario \(plan.name): target \(target.address): \(error)")
      } catch let error as SystemError {
        throw Failure("scenario \(plan.name): target \(target.address): \(error)")
      }
    }
  }

  private mutating func add(
    _ plan: Plan,
    _ target: Target,
    _ server: OwnServer?,
    _ environment: [String: String]
  ) throws {
    let endpoint = Self.endpoint(target, server)
    let proxy = try proxy(plan, target, endpoint, environment)
    let tls = try plan.tls.map { settings in
      try TLSClientOptions(
        settings,
        endpoint,
        ownAuthority: server?.certificate,
        connections: plan.connections / plan.threads,
        speaks: [plan.protocol.multiplexes ? "h2" : "http/1.1"]
      )
    }
    let destination = Destination(
      addresses: try addresses(plan, proxy?.endpoint ?? endpoint, isProxy: proxy != nil),
      authority: plan.tls?.serverName ?? endpoint.authority,
      tls: tls,
      tunnel: proxy.map { Tunnel($0, to: endpoint) }
    )
    routes.append(Route(destination: destination, proxy: proxy?.description))
  }

  private func addresses(
    _ plan: Plan,
    _ endpoint: Endpoint,
    isProxy: Bool
  ) throws -> [SocketAddress] {
    do {
      return try endpoint.addresses(limit: plan.connectTimeout)
    } catch let error as ResolutionError where isProxy {
      throw Failure("scenario \(plan.name): proxy \(error)")
    }
  }

  private static func endpoint(_ target: Target, _ server: OwnServer?) -> Endpoint {
    switch target {
    case .endpoint(let endpoint): return endpoint
    case .referenceServer:
      guard let server else { preconditionFailure("target self without a server") }
      return server.endpoint
    }
  }

  /// The proxy on the way to a target: the one that was given for all that is not this machine's
  /// own server, or what the environment says.
  private mutating func proxy(
    _ plan: Plan,
    _ target: Target,
    _ endpoint: Endpoint,
    _ environment: [String: String]
  ) throws -> Proxy? {
    guard case .network(let host, let port) = endpoint else { return nil }
    switch plan.proxy {
    case .direct: return nil
    case .through(let proxy): return proxy
    case .environment:
      let choice: ProxyEnvironment.Choice
      do {
        choice = try ProxyEnvironment(environment).choice(host: host, port: port)
      } catch {
        throw error.about("scenario \(plan.name)")
      }
      notes.append("target \(target): \(choice.note)")
      return choice.proxy
    }
  }

  /// What was measured at each target, named.
  func recordings(_ plan: Plan, _ outcomes: [TargetOutcome]) -> [TargetRecording] {
    let dealt = plan.dealtTargets
    return plan.targets.indices.map { target in
      let addresses = routes[target].destination.addresses
      let opened = outcomes[target].opened
      return TargetRecording(
        plan.targets[target],
        connections: dealt.count { $0 == target },
        proxy: routes[target].proxy,
        addresses: zip(addresses, opened).map { ($0.description, $1) },
        recording: outcomes[target].recording
      )
    }
  }
}

extension Tunnel {
  init(_ proxy: Proxy, to endpoint: Endpoint) {
    self.init(
      proxy: proxy.endpoint.description,
      destination: endpoint.description,
      user: proxy.credentials?.user,
      password: proxy.credentials?.password ?? ""
    )
  }
}

extension Endpoint {
  /// What calls say in `:authority`; a unix socket has no name of its own.
  var authority: String {
    switch self {
    case .network: description
    case .unix, .abstract: hostName
    }
  }
}
