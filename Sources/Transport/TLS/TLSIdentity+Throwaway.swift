internal import COpenSSL
import Glibc

extension TLSIdentity {
  /// How long a throwaway certificate is good for, in seconds.
  static let throwawayLife = 7 * 24 * 3_600

  /// A new identity for this machine's own names, which signs itself; its key is never written
  /// anywhere.
  public static func throwaway() throws(TLSError) -> TLSIdentity {
    guard let key = grpcbench_make_p256_key() else { throw .refused("make a key") }
    defer { EVP_PKEY_free(key) }
    guard let certificate = X509_new() else { throw .refused("make a certificate") }
    defer { X509_free(certificate) }
    // Version 3 is written as 2 (RFC 5280 §4.1.2.1).
    X509_set_version(certificate, 2)
    var serial = UInt64.random(in: 1...(.max >> 1))
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial)
    serial = 0
    // An hour back, for clocks that disagree.
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3_600)
    X509_gmtime_adj(X509_getm_notAfter(certificate), throwawayLife)
    let name = X509_get_subject_name(certificate)
    let title = Array("grpcbench throwaway".utf8)
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, title, Int32(title.count), -1, 0)
    X509_set_issuer_name(certificate, name)
    X509_set_pubkey(certificate, key)
    try add(NID_basic_constraints, "critical,CA:TRUE", to: certificate)
    try add(NID_key_usage, "critical,digitalSignature,keyCertSign", to: certificate)
    try add(NID_ext_key_usage, "serverAuth", to: certificate)
    try add(NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1,IP:::1", to: certificate)
    guard X509_sign(certificate, key, EVP_sha256()) > 0 else {
      throw .refused("sign a certificate")
    }
    return TLSIdentity(
      certificate: PEMFile(
        name: "the throwaway certificate",
        text: try text { PEM_write_bio_X509($0, certificate) }
      ),
      key: PEMFile(
        name: "the throwaway key",
        text: try text { PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }
      )
    )
  }

  private static func add(
    _ kind: Int32,
    _ value: String,
    to certificate: OpaquePointer
  ) throws(TLSError) {
    guard let field = X509V3_EXT_conf_nid(nil, nil, kind, value) else {
      throw .refused("make a certificate")
    }
    defer { X509_EXTENSION_free(field) }
    guard X509_add_ext(certificate, field, -1) == 1 else { throw .refused("make a certificate") }
  }

  private static func text(_ write: (OpaquePointer) -> Int32) throws(TLSError) -> String {
    guard let sink = BIO_new(BIO_s_mem()) else { throw .refused("write PEM") }
    defer { BIO_free_all(sink) }
    guard write(sink) == 1 else { throw .refused("write PEM") }
    var start: UnsafeMutablePointer<CChar>?
    let count = grpcbench_bio_contents(sink, &start)
    return String(decoding: UnsafeRawBufferPointer(start: start, count: count), as: UTF8.self)
  }
}
