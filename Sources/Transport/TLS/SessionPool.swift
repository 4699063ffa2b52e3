internal import COpenSSL

/// The sessions that a server has given us, with which later connections can go on.
///
/// A ticket of TLS 1.3 is for one connection (RFC 8446 §C.4), so there are as many as have come and
/// are not used yet; a session of TLS 1.2 is for any number, and the newest one is kept.
struct SessionPool: ~Copyable {
  /// Tickets that are kept: as many as there are handshakes of a thread of load at once, so that
  /// each has one.
  static let mostTickets = 256

  /// Owned; the newest is the last.
  private var sessions: [OpaquePointer] = []

  deinit {
    for session in sessions { SSL_SESSION_free(session) }
  }

  var isEmpty: Bool { sessions.isEmpty }

  /// Takes a session over.
  mutating func keep(_ session: OpaquePointer) {
    let most = Self.isForOne(session) ? Self.mostTickets : 1
    while sessions.count >= most { SSL_SESSION_free(sessions.removeFirst()) }
    sessions.append(session)
  }

  /// Lets a connection try to go on with the newest session, of which the server knows longest.
  mutating func offer(to ssl: OpaquePointer) {
    guard let session = sessions.last else { return }
    SSL_set_session(ssl, session)
    guard Self.isForOne(session) else { return }
    sessions.removeLast()
    SSL_SESSION_free(session)
  }

  private static func isForOne(_ session: OpaquePointer) -> Bool {
    SSL_SESSION_get_protocol_version(session) >= TLS1_3_VERSION
  }
}
