/// How the client secures its connections.
public struct TLSSettings: Equatable, Sendable {
  /// A version of TLS; HTTP/2 allows none before 1.2 (RFC 9113 §9.2).
  public enum Version: String, CaseIterable, Codable, Sendable {
    case v12 = "1.2"
    case v13 = "1.3"
  }

  /// The file of the authorities that are believed; nil for the system's, or the own server's.
  public var authorities: String?
  /// Whether any certificate will do.
  public var isInsecure = false
  /// The name that the server's certificate must be for, in place of the target's host.
  public var serverName: String?
  /// The file of the client's own certificate.
  public var certificate: String?
  /// The file of the key to it.
  public var key: String?
  public var minVersion = Version.v12
  public var maxVersion = Version.v13
  /// Whether later connections may go on with the session of an earlier one.
  public var resumption = true

  public init() {}
}

extension TLSSettings: Codable {
  private enum CodingKeys: String, CodingKey {
    case authorities = "ca"
    case isInsecure = "insecure"
    case serverName = "server_name"
    case certificate, key
    case minVersion = "min_version"
    case maxVersion = "max_version"
    case resumption
  }

  /// Written out because what is not given says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(authorities, forKey: .authorities)
    try container.encode(isInsecure, forKey: .isInsecure)
    try container.encode(serverName, forKey: .serverName)
    try container.encode(certificate, forKey: .certificate)
    try container.encode(key, forKey: .key)
    try container.encode(minVersion, forKey: .minVersion)
    try container.encode(maxVersion, forKey: .maxVersion)
    try container.encode(resumption, forKey: .resumption)
  }
}
