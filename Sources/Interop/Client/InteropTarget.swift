public import Transport

/// The server under test: where it is, what calls say for its name, and how it is secured.
public struct InteropTarget: Sendable {
  /// Tried one after the other.
  public let addresses: [SocketAddress]
  /// Where that is, as people write it: what a complaint names.
  public let place: String
  /// What calls say in `:authority`.
  public let authority: String
  /// Nil for plain connections.
  public let tls: TLSClientOptions?

  public init(
    addresses: [SocketAddress],
    place: String,
    authority: String,
    tls: TLSClientOptions? = nil
  ) {
    self.addresses = addresses
    self.place = place
    self.authority = authority
    self.tls = tls
  }
}
