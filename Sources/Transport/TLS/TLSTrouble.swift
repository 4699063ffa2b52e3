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
      return TLSTrouble(.theirCertificate, certificate(ssl, context))
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
        "\(peer) refused the handshake: it may demand a certificate of ours, or have no cipher"
          + " in common"
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

  private static func certificate(_ ssl: OpaquePointer, _ context: TLSContext) -> String {
    let owner = context.isClient ? "the server's certificate" : "the client's certificate"
    let code = Int32(truncatingIfNeeded: SSL_get_verify_result(ssl))
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "\(owner) has expired; renew it"
    case X509_V_ERR_CERT_NOT_YET_VALID: return "\(owner) is not valid yet; look at both clocks"
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      return "\(owner) is not for \(context.serverName ?? "its name")\(names(ssl)); "
        + "connect by a name that it is for, or give one (--server-name)"
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "\(owner) is signed by a CA that we do not trust; give the CA (--ca)"
    default:
      return "\(owner) is not good: \(String(cString: X509_verify_cert_error_string(Int(code))))"
    }
  }

  /// The names that the peer's certificate is for, a few of them.
  private static func names(_ ssl: OpaquePointer) -> String {
    // After a failed handshake OpenSSL has not kept it as the peer's: it is in the chain.
    let chain = SSL_get_peer_cert_chain(ssl)
    guard let certificate = OPENSSL_sk_value(chain, 0).map(OpaquePointer.init),
      let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil)
    else { return "" }
    let list = OpaquePointer(names)
    defer { GENERAL_NAMES_free(list) }
    var found: [String] = []
    for index in 0..<OPENSSL_sk_num(list) where found.count < 3 {
      let name = OPENSSL_sk_value(list, index).assumingMemoryBound(to: GENERAL_NAME.self)
      if name.pointee.type == GEN_DNS { found.append(text(name.pointee.d.dNSName)) }
    }
    return found.isEmpty ? "" : " but for \(found.joined(separator: ", "))"
  }

  /// A name as the peer wrote it, with what no name holds left out.
  private static func text(_ name: UnsafeMutablePointer<ASN1_IA5STRING>?) -> String {
    let count = Int(ASN1_STRING_length(name))
    let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(name), count: count)
    return String(decoding: bytes.prefix(100).filter { $0 > 32 && $0 < 127 }, as: UTF8.self)
  }
}
