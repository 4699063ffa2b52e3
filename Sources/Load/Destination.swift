import Scenarios
public import Transport

/// A target of the plan as its connections see it: where to connect, what to say there.
public struct Destination: Sendable {
  /// Where to connect, at least one address; connections take turns on them.
  ///
  /// With a tunnel these are the proxy's.
  public var addresses: [SocketAddress]
  /// What calls say in `:authority`.
  public var authority: String
  /// How connections are secured; nil for plain ones.
  public var tls: TLSClientOptions?
  /// What is asked of the proxy that stands between; nil without one.
  public var tunnel: Tunnel?
  /// The server's process on this machine, whose CPU time is then accounted for; nil if not known.
  public var process: Int32?

  public init(
    addresses: [SocketAddress],
    authority: String,
    tls: TLSClientOptions? = nil,
    tunnel: Tunnel? = nil
  ) {
    self.addresses = addresses
    self.authority = authority
    self.tls = tls
    self.tunnel = tunnel
  }

  /// Why a connection to one of the addresses did not come about; it is named where there are
  /// several, and where it is a proxy's.
  func trouble(_ address: Int, _ reason: String) -> String {
    if let tunnel {
      return reason.hasPrefix("proxy ") ? reason : "proxy \(tunnel.proxy): \(reason)"
    }
    return addresses.count > 1 ? "\(addresses[address]): \(reason)" : reason
  }
}

extension CallTemplate {
  /// The templates of a plan's calls for each destination, and, where there are several, once more
  /// for calls that find no connection and so have none.
  ///
  /// With slices no call is without a destination, and each has them twice: for what is counted,
  /// and for what is not.
  static func all(
    _ plan: Plan,
    _ destinations: [Destination],
    slices: SlicePlan? = nil
  ) throws -> [CallTemplate] {
    let first = destinations[0]
    let templates = try all(plan, scheme: first.scheme, authority: first.authority)
    guard destinations.count > 1 else { return templates }
    // What is sent is the same everywhere, so it is made once.
    let addressed = destinations.flatMap { destination in
      templates.map { $0.addressed(to: destination) }
    }
    return addressed + (slices == nil ? templates : addressed)
  }
}

extension Destination {
  var scheme: String { tls == nil ? "http" : "https" }
}
