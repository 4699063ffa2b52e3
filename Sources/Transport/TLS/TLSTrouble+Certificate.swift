internal import COpenSSL
import Glibc

/// What is wrong with a peer's certificate.
extension TLSTrouble {
  /// Names of a certificate that are told.
  private static let mostNames = 3

  static func doubt(_ ssl: OpaquePointer, _ context: TLSContext) -> String {
    let owner = context.isClient ? "the server's certificate" : "the client's certificate"
    let code = Int32(truncatingIfNeeded: SSL_get_verify_result(ssl))
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED: return "\(owner) has expired; renew it"
    case X509_V_ERR_CERT_NOT_YET_VALID: return "\(owner) is not valid yet; look at both clocks"
    case X509_V_ERR_HOSTNAME_MISMATCH, X509_V_ERR_IP_ADDRESS_MISMATCH:
      let names = names(ssl)
      let others = names.isEmpty ? "" : " but for \(names.joined(separator: ", "))"
      return "\(owner) is not for \(context.serverName ?? "its name")\(others); "
        + "connect by a name that it is for, or give one (--server-name)"
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
      return "\(owner) is signed by a CA that we do not trust; \(missingIssuer(context))"
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,
      X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return "\(owner) is signed by a CA that we do not trust; \(advice(context))"
    default:
      return "\(owner) is not good: \(String(cString: X509_verify_cert_error_string(Int(code))))"
    }
  }

  /// What to do about an issuer that is neither among those we trust nor among those that came.
  private static func missingIssuer(_ context: TLSContext) -> String {
    guard context.hasOwnAuthorities else { return advice(context) }
    let peer = context.isClient ? "the server" : "the client"
    let option = context.isClient ? "--ca" : "--client-ca"
    return "\(option) may hold another one, or \(peer) does not send the intermediate certificate "
      + "between the two"
  }

  private static func advice(_ context: TLSContext) -> String {
    let option = context.isClient ? "--ca" : "--client-ca"
    return context.hasOwnAuthorities
      ? "\(option) holds another one" : "give the CA (\(option))"
  }

  /// What the peer's certificate is for: a few of its names and addresses, or else its CN.
  private static func names(_ ssl: OpaquePointer) -> [String] {
    // After a failed handshake OpenSSL has not kept it as the peer's: it is in the chain.
    let chain = SSL_get_peer_cert_chain(ssl)
    guard let certificate = OPENSSL_sk_value(chain, 0).map(OpaquePointer.init) else { return [] }
    let names = alternativeNames(certificate)
    return names.isEmpty ? commonName(certificate).map { ["\($0) (its CN)"] } ?? [] : names
  }

  private static func alternativeNames(_ certificate: OpaquePointer) -> [String] {
    guard let names = X509_get_ext_d2i(certificate, NID_subject_alt_name, nil, nil) else {
      return []
    }
    let list = OpaquePointer(names)
    defer { GENERAL_NAMES_free(list) }
    var found: [String] = []
    for index in 0..<OPENSSL_sk_num(list) where found.count < mostNames {
      let name = OPENSSL_sk_value(list, index).assumingMemoryBound(to: GENERAL_NAME.self)
      switch name.pointee.type {
      case GEN_DNS: found.append(text(name.pointee.d.dNSName))
      case GEN_IPADD: if let address = address(name.pointee.d.iPAddress) { found.append(address) }
      default: break
      }
    }
    return found
  }

  private static func commonName(_ certificate: OpaquePointer) -> String? {
    let subject = X509_get_subject_name(certificate)
    let index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1)
    guard index >= 0 else { return nil }
    let name = text(X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)))
    return name.isEmpty ? nil : name
  }

  /// An address of four or of sixteen bytes.
  private static func address(_ bytes: UnsafeMutablePointer<ASN1_STRING>?) -> String? {
    let count = ASN1_STRING_length(bytes)
    guard count == 4 || count == 16 else { return nil }
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let family = count == 4 ? AF_INET : AF_INET6
    let written = inet_ntop(family, ASN1_STRING_get0_data(bytes), &text, socklen_t(text.count))
    return written.map { String(cString: $0) }
  }

  /// A name as the peer wrote it, with what no name holds left out.
  private static func text(_ name: UnsafePointer<ASN1_STRING>?) -> String {
    let count = Int(ASN1_STRING_length(name))
    let bytes = UnsafeBufferPointer(start: ASN1_STRING_get0_data(name), count: count)
    return String(decoding: bytes.prefix(100).filter { $0 >= 32 && $0 < 127 }, as: UTF8.self)
  }
}
