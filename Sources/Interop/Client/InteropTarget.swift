public import Transport

/// The server under test: where it is, what calls say for its name, and how it is secured.
public struct InteropTarget: Sendable {
  /// Tried one after the other.
  public let addresses: [SocketAddress]
  /// What calls say in `:authority`.
  public let authority: String
  /// Nil for plain connections.
  public let tls: TLSClientOptions?

  public init(addresses: [SocketAddress], authority: String, tls: TLSClientOptions? = nil) {
    self.addresses = addresses
    self.authority = authority
    self.tls = tls
  }
}
