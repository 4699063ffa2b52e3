internal import COpenSSL

/// What OpenSSL says, with the likely cause.
extension TLSTrouble {
  private static let plainClient = TLSTrouble(.notTLS, "the client does not speak TLS")

  /// A fatal alert, protocol_version (RFC 8446 §5.1, §6.2).
  static let versionAlert: [UInt8] = [21, 3, 1, 0, 2, 2, 70]

  /// The failure that OpenSSL has just reported; its queue of errors is empty afterwards.
  static func take(
    _ ssl: OpaquePointer,
    _ context: TLSContext,
    isEstablished: Bool
  ) -> TLSTrouble {
    let error = ERR_peek_error()
    ERR_clear_error()
    // As the macro ERR_GET_REASON has it.
    let reason = Int32(truncatingIfNeeded: error & 0x7F_FFFF)
    if reason == SSL_R_CERTIFICATE_VERIFY_FAILED {
      return TLSTrouble(.theirCertificate, doubt(ssl, context))
    }
    let peer = context.isClient ? "the server" : "the client"
    switch reason {
    case SSL_R_WRONG_VERSION_NUMBER, SSL_R_HTTP_REQUEST, SSL_R_PACKET_LENGTH_TOO_LONG,
      SSL_R_HTTPS_PROXY_REQUEST:
      guard context.isClient else { return plainClient }
      return TLSTrouble(
        .notTLS,
        "the server does not speak TLS on this port; leave TLS out or try another port"
      )
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL, SSL_R_NO_APPLICATION_PROTOCOL:
      return TLSTrouble(
        .noHTTP2,
        "\(peer) refuses HTTP/2 (ALPN h2) on this port; is it a gRPC port?"
      )
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION, SSL_R_UNSUPPORTED_PROTOCOL,
      SSL_R_TLSV1_ALERT_INAPPROPRIATE_FALLBACK:
      return TLSTrouble(.nothingInCommon, "\(peer) and we have no TLS version in common")
    case SSL_R_NO_SHARED_CIPHER:
      return TLSTrouble(.nothingInCommon, "\(peer) and we have no cipher in common")
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return TLSTrouble(.theirCertificate, "the client showed no certificate")
    // Behind a handshake it is about something else.
    case SSL_R_SSLV3_ALERT_HANDSHAKE_FAILURE where !isEstablished:
      return TLSTrouble(
        .ourCertificate,
        "\(peer) refused the handshake: it may demand a certificate of ours (--certificate,"
          + " --key), or have no cipher in common"
      )
    default:
      if let words = refusal(reason, by: peer) { return TLSTrouble(.ourCertificate, words) }
      guard let text = ERR_reason_error_string(error) else {
        return TLSTrouble(.other, "TLS failed")
      }
      return TLSTrouble(.other, "TLS failed: \(String(cString: text))")
    }
  }

  /// What a peer says of our certificate; nil if it is something else that it says.
  private static func refusal(_ reason: Int32, by peer: String) -> String? {
    switch reason {
    case SSL_R_TLSV13_ALERT_CERTIFICATE_REQUIRED:
      "\(peer) demands a certificate of ours; give one with its key (--certificate, --key)"
    case SSL_R_TLSV1_ALERT_UNKNOWN_CA: "\(peer) does not know the CA of our certificate"
    case SSL_R_SSLV3_ALERT_CERTIFICATE_EXPIRED: "\(peer) says our certificate has expired"
    case SSL_R_SSLV3_ALERT_BAD_CERTIFICATE, SSL_R_SSLV3_ALERT_CERTIFICATE_UNKNOWN,
      SSL_R_SSLV3_ALERT_UNSUPPORTED_CERTIFICATE, SSL_R_TLSV1_ALERT_ACCESS_DENIED:
      "\(peer) does not accept our certificate"
    default: nil
    }
  }
}
