import Bytes
internal import COpenSSL
import Glibc

/// What all connections of one thread share in TLS: certificates, rules, sessions, and memory.
public final class TLSContext {
  /// Bytes that one `recv` may bring: four records of the largest kind.
  static let readSize = 64 * 1024

  /// AEAD with forward secrecy: HTTP/2 forbids all else in TLS 1.2 (RFC 9113 §9.2.2).
  private static let ciphers = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20"
  /// Those of TLS 1.3 in the order in which gRPC's own clients offer them, and h2load.
  private static let suites =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

  let handle: OpaquePointer
  let isClient: Bool
  /// What the peer must agree to speak; nothing where that is not looked at.
  let demandedProtocol: String?
  /// Whose certificate a client wants to see; nothing if any will do.
  let serverName: String?
  let sentName: String?
  /// What can be chosen by ALPN.
  let protocols: [[UInt8]]
  /// Where records are read to.
  let memory: UnsafeMutableRawPointer
  /// Where records are made.
  let records: UnsafeMutablePointer<SendBuffer>
  private var keyLog: KeyLog?
  private var sessions = SessionPool()
  /// Whether the authorities to believe are those of a file, and not the system's.
  private(set) var hasOwnAuthorities = false

  private init(
    isClient: Bool,
    protocols: [String],
    versions: ClosedRange<TLSVersion>,
    savesMemory: Bool,
    serverName: String? = nil,
    sentName: String? = nil
  ) throws(TLSError) {
    ERR_clear_error()
    guard let handle = SSL_CTX_new(isClient ? TLS_client_method() : TLS_server_method()) else {
      throw .refused("set up TLS")
    }
    self.handle = handle
    self.isClient = isClient
    self.protocols = protocols.map { Array($0.utf8) }
    self.serverName = serverName
    self.sentName = sentName
    demandedProtocol = protocols.first
    memory = .allocate(byteCount: Self.readSize, alignment: 64)
    records = .allocate(capacity: 1)
    records.initialize(to: SendBuffer())
    // Without these a partly written record could not be sent from other memory.
    let mode = SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_AUTO_RETRY
    grpcbench_ssl_ctx_set_mode(handle, Int(savesMemory ? mode | SSL_MODE_RELEASE_BUFFERS : mode))
    grpcbench_ssl_ctx_forbid_old_ways(handle)
    let numbers = { (version: TLSVersion) in version == .v12 ? TLS1_2_VERSION : TLS1_3_VERSION }
    guard SSL_CTX_set_cipher_list(handle, Self.ciphers) == 1,
      SSL_CTX_set_ciphersuites(handle, Self.suites) == 1,
      grpcbench_ssl_ctx_set_versions(
        handle,
        numbers(versions.lowerBound),
        numbers(versions.upperBound)
      ) == 1
    else { throw .refused("set up TLS") }
    SSL_CTX_set_ex_data(handle, 0, Unmanaged.passUnretained(self).toOpaque())
  }

  deinit {
    SSL_CTX_free(handle)
    memory.deallocate()
    records.deinitialize(count: 1)
    records.deallocate()
  }

  /// A client's.
  ///
  /// - Throws: A `TLSError` about a file that cannot be used.
  public convenience init(client options: TLSClientOptions) throws(TLSError) {
    let isAnyone = options.trust == .anyone
    let isAddress = IPAddress.isOne(options.serverName)
    try self.init(
      isClient: true,
      protocols: options.protocols,
      versions: options.versions,
      savesMemory: options.savesMemory,
      serverName: isAnyone ? nil : options.serverName,
      // RFC 6066 §3: addresses are not sent.
      sentName: isAddress ? nil : options.serverName
    )
    switch options.trust {
    case .anyone: SSL_CTX_set_verify(handle, SSL_VERIFY_NONE, nil)
    case .system:
      SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nil)
      guard SSL_CTX_set_default_verify_paths(handle) == 1 else {
        throw .refused("read the system's certificate authorities")
      }
    case .authorities(let file):
      SSL_CTX_set_verify(handle, SSL_VERIFY_PEER, nil)
      try trust(file, announces: false)
    }
    try options.identity?.install(in: handle)
    if !protocols.isEmpty {
      let list = protocols.flatMap { [UInt8($0.count)] + $0 }
      // Unlike all others, this function returns 0 when it has succeeded.
      guard SSL_CTX_set_alpn_protos(handle, list, UInt32(list.count)) == 0 else {
        throw .refused("set up ALPN")
      }
    }
    if options.resumes {
      grpcbench_ssl_ctx_set_session_cache_mode(
        handle,
        Int(SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL)
      )
      SSL_CTX_sess_set_new_cb(handle) { ssl, session in
        guard let session else { return 0 }
        TLSContext.of(ssl).sessions.keep(session)
        return 1
      }
    } else {
      grpcbench_ssl_ctx_set_session_cache_mode(handle, Int(SSL_SESS_CACHE_OFF))
      grpcbench_ssl_ctx_forbid_tickets(handle)
    }
    try log(to: options.keyLogFile)
  }

  /// A server's.
  ///
  /// - Throws: A `TLSError` about a file that cannot be used.
  public convenience init(server options: TLSServerOptions) throws(TLSError) {
    try self.init(
      isClient: false,
      protocols: options.protocols,
      versions: options.versions,
      // Told for each connection.
      savesMemory: false
    )
    try options.identity.install(in: handle)
    if let authorities = options.clientAuthorities {
      SSL_CTX_set_verify(handle, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
      try trust(authorities, announces: true)
    }
    if !protocols.isEmpty { SSL_CTX_set_alpn_select_cb(handle, chooseProtocol, nil) }
    // Sessions are kept by the clients, in tickets.
    grpcbench_ssl_ctx_set_session_cache_mode(handle, Int(SSL_SESS_CACHE_OFF))
    if options.resumes {
      // All threads of a server must read each other's tickets.
      grpcbench_ssl_ctx_set_ticket_key(handle, options.ticketKey)
    } else {
      grpcbench_ssl_ctx_forbid_tickets(handle)
      SSL_CTX_set_num_tickets(handle, 0)
    }
    // Without it a client that shows a certificate could not resume.
    let name = Array("grpcbench".utf8)
    SSL_CTX_set_session_id_context(handle, name, UInt32(name.count))
    try log(to: options.keyLogFile)
  }

  /// A thread's, of options with which another context was made before.
  ///
  /// - Throws: A `SystemError`, because only memory can be missing.
  public convenience init(thread options: TLSClientOptions) throws(SystemError) {
    do throws(TLSError) {
      try self.init(client: options)
    } catch {
      throw SystemError("\(error)", code: ENOMEM)
    }
  }

  /// The same for a server.
  ///
  /// - Throws: A `SystemError`, because only memory can be missing.
  public convenience init(thread options: TLSServerOptions) throws(SystemError) {
    do throws(TLSError) {
      try self.init(server: options)
    } catch {
      throw SystemError("\(error)", code: ENOMEM)
    }
  }

  /// The context of a connection, inside a callback.
  static func of(_ ssl: OpaquePointer?) -> TLSContext {
    guard let data = SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), 0) else {
      preconditionFailure("a connection without a context")
    }
    return Unmanaged<TLSContext>.fromOpaque(data).takeUnretainedValue()
  }

  /// Whether the next connection of a client can go on with a session.
  public var hasSession: Bool { !sessions.isEmpty }

  /// A new connection's state.
  func makeConnection() -> OpaquePointer {
    guard let ssl = SSL_new(handle) else { preconditionFailure("SSL_new failed: no memory") }
    guard isClient else {
      SSL_set_accept_state(ssl)
      return ssl
    }
    SSL_set_connect_state(ssl)
    if let sentName { grpcbench_ssl_set_server_name(ssl, sentName) }
    if let serverName {
      if IPAddress.isOne(serverName) {
        X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), serverName)
      } else {
        SSL_set1_host(ssl, serverName)
      }
    }
    return ssl
  }

  /// Lets a client's handshake that is to begin go on with an earlier session, if there is one.
  func offerSession(_ ssl: OpaquePointer) {
    sessions.offer(to: ssl)
  }

  private func trust(_ file: PEMFile, announces: Bool) throws(TLSError) {
    hasOwnAuthorities = true
    let store = SSL_CTX_get_cert_store(handle)
    let handle = handle
    try file.forEachCertificate { (certificate) throws(TLSError) in
      guard X509_STORE_add_cert(store, certificate) == 1 else {
        throw .refused("trust \(file.name)")
      }
      if announces { SSL_CTX_add_client_CA(handle, certificate) }
    }
  }

  /// Whether a protocol that was agreed on will do: a client wants its first choice, a server takes
  /// any of its own.
  func takes(_ chosen: UnsafeBufferPointer<UInt8>) -> Bool {
    let welcome = isClient ? protocols.prefix(1) : protocols[...]
    return welcome.contains { $0.elementsEqual(chosen) }
  }

  private func log(to path: String?) throws(TLSError) {
    guard let path else { return }
    keyLog = try KeyLog(path)
    SSL_CTX_set_keylog_callback(handle) { ssl, line in
      if let line { TLSContext.of(ssl).keyLog?.append(line) }
    }
  }
}

/// The server's side of ALPN: its own first choice among those that the client offers.
private func chooseProtocol(
  _ ssl: OpaquePointer?,
  _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
  _ chosenCount: UnsafeMutablePointer<UInt8>?,
  _ offered: UnsafePointer<UInt8>?,
  _ offeredCount: UInt32,
  _ unused: UnsafeMutableRawPointer?
) -> Int32 {
  let list = UnsafeBufferPointer(start: offered, count: Int(offeredCount))
  for wanted in TLSContext.of(ssl).protocols {
    var index = 0
    while index < list.count {
      let count = Int(list[index])
      guard index + 1 + count <= list.count else { break }
      if count == wanted.count, list[(index + 1)..<(index + 1 + count)].elementsEqual(wanted) {
        chosen?.pointee = offered.map { $0 + index + 1 }
        chosenCount?.pointee = UInt8(count)
        return SSL_TLSEXT_ERR_OK
      }
      index += 1 + count
    }
  }
  return SSL_TLSEXT_ERR_ALERT_FATAL
}
