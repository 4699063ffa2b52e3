internal import COpenSSL

/// A version of TLS; HTTP/2 allows none before 1.2 (RFC 9113 §9.2).
public enum TLSVersion: String, CaseIterable, Comparable, Sendable {
  case v12 = "1.2"
  case v13 = "1.3"

  public static func < (one: TLSVersion, other: TLSVersion) -> Bool {
    one.rawValue < other.rawValue
  }
}

/// Whom a client believes.
public enum TLSTrust: Equatable, Sendable {
  /// The certificate authorities that this machine trusts.
  case system
  /// Those of a file, and no others.
  case authorities(PEMFile)
  /// Anyone, under any name: the connection is encrypted and nothing more.
  case anyone
}

/// How a client secures its connections.
public struct TLSClientOptions: Equatable, Sendable {
  public var trust = TLSTrust.system
  /// The name, or IP address, that the server's certificate must be for; a name is also sent (SNI).
  public var serverName: String
  /// Who we are to servers that ask.
  public var identity: TLSIdentity?
  public var versions = TLSVersion.v12...TLSVersion.v13
  /// Whether a later connection may go on with the session of an earlier one.
  public var resumes = true
  /// Whether a connection gives its buffers back whenever they are empty: 34 KiB less for each,
  /// for an allocation in each turn.
  public var savesMemory = false
  /// A file to which the secrets are appended, as Wireshark reads them; nothing for none.
  public var keyLogFile: String?
  /// What is offered by ALPN (RFC 7301); the first one is demanded.
  public var protocols = ["h2"]

  public init(serverName: String) {
    self.serverName = serverName
  }
}

/// How a server secures its connections.
public struct TLSServerOptions: Equatable, Sendable {
  public var identity: TLSIdentity
  /// The authorities of clients' certificates; every client must show one if this is given.
  public var clientAuthorities: PEMFile?
  public var versions = TLSVersion.v12...TLSVersion.v13
  public var resumes = true
  public var keyLogFile: String?
  /// What session tickets are sealed with, by all threads.
  let ticketKey = (0..<Int(grpcbench_ticket_key_size)).map { _ in UInt8.random(in: 0...255)
  }
  /// What is taken by ALPN, the most welcome first; one of them is demanded.
  var protocols = ["h2", "http/1.1"]

  public init(_ identity: TLSIdentity) {
    self.identity = identity
  }
}
