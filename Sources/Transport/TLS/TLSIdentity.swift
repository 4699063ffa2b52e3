internal import COpenSSL

/// Who an end of a connection says it is: a certificate, those that lead to its CA, and the key.
public struct TLSIdentity: Equatable, Sendable {
  public let certificate: PEMFile
  let key: PEMFile

  /// Reads both files; whether they belong together is found out by the context that uses them.
  public init(certificate: String, key: String) throws(TLSError) {
    self.certificate = try PEMFile(path: certificate)
    self.key = try PEMFile(path: key)
  }

  init(certificate: PEMFile, key: PEMFile) {
    self.certificate = certificate
    self.key = key
  }

  func install(in context: OpaquePointer) throws(TLSError) {
    var isFirst = true
    try certificate.forEachCertificate { (certificate) throws(TLSError) in
      let taken =
        isFirst
        ? SSL_CTX_use_certificate(context, certificate)
        : grpcbench_ssl_ctx_add_chain_certificate(context, certificate)
      isFirst = false
      guard taken == 1 else { throw .refused("use the certificate \(self.certificate.name)") }
    }
    try key.withPrivateKey { (key) throws(TLSError) in
      guard SSL_CTX_use_PrivateKey(context, key) == 1,
        SSL_CTX_check_private_key(context) == 1
      else {
        ERR_clear_error()
        throw TLSError(
          "the key \(self.key.name) does not belong to the certificate \(certificate.name); "
            + "give the two that were made together"
        )
      }
    }
  }
}
