/// Why a TLS handshake came to nothing, as it is counted.
public enum TLSFailure: Int, CaseIterable, Sendable {
  /// The peer does not speak TLS.
  case notTLS
  /// The peer did not agree on HTTP/2 by ALPN.
  case noHTTP2
  /// There is no version or cipher that both ends know.
  case nothingInCommon
  /// We do not believe the peer's certificate, or it showed none.
  case theirCertificate
  /// The peer does not believe our certificate.
  case ourCertificate
  /// The connection ended.
  case closed
  /// The handshake had not ended at its limit.
  case late
  /// Others needed its place.
  case displaced
  /// Anything else that breaks TLS.
  case other
}

/// What is wrong with a TLS connection: in words, and as it is counted.
struct TLSTrouble {
  let failure: TLSFailure
  let words: String

  init(_ failure: TLSFailure, _ words: String) {
    self.failure = failure
    self.words = words
  }
}
