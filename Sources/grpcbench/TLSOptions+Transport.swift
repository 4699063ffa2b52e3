import Foundation
import Scenarios
import Transport

extension TLSClientOptions {
  /// What a plan's settings mean on this machine: files are read and tried.
  ///
  /// - Parameters:
  ///   - settings: The plan's.
  ///   - endpoint: Where the server listens, whose host its certificate is for.
  ///   - ownAuthority: The certificate of the run's own server, if it has one.
  ///   - connections: Of each thread.
  ///   - protocols: What is offered by ALPN.
  /// - Throws: A `TLSError` about a file that cannot be used.
  init(
    _ settings: TLSSettings,
    _ endpoint: Endpoint,
    ownAuthority: String?,
    connections: Int,
    speaks protocols: [String] = ["h2"]
  ) throws(TLSError) {
    self.init(serverName: settings.serverName ?? endpoint.hostName)
    if settings.isInsecure {
      trust = .anyone
    } else if let path = settings.authorities {
      trust = .authorities(try PEMFile(path: path))
    } else if let ownAuthority {
      trust = .authorities(PEMFile(name: "the own server's certificate", text: ownAuthority))
    }
    if let certificate = settings.certificate, let key = settings.key {
      identity = try TLSIdentity(certificate: certificate, key: key)
    }
    versions = TLSVersion(settings.minVersion)...TLSVersion(settings.maxVersion)
    resumes = settings.resumption
    self.protocols = protocols
    savesMemory = connections > Self.mostLavish
    keyLogFile = TLSEnvironment.keyLogFile
    _ = try TLSContext(client: self)
  }

  /// Connections of a thread that may keep their buffers: 64 of them hold 2 MiB.
  static let mostLavish = 64
}

/// What the environment says about TLS.
enum TLSEnvironment {
  /// Where the secrets go, as for all programs that heed the variable.
  static var keyLogFile: String? {
    ProcessInfo.processInfo.environment["SSLKEYLOGFILE"].flatMap { $0.isEmpty ? nil : $0 }
  }
}

extension TLSVersion {
  init(_ version: TLSSettings.Version) {
    self =
      switch version {
      case .v12: .v12
      case .v13: .v13
      }
  }
}
