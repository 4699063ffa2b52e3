public import Bytes

/// A server that is not one of HTTP/2 without TLS, known by the first bytes that it sends.
public enum Stranger: Equatable, Sendable {
  case tls
  /// With what its status line says, such as `400 Bad Request`.
  case http1(String)
  /// A page without a status line, as servers of the web send to what they do not understand.
  case page(isForTLS: Bool)
  case ssh
  case redis
  /// A server that greets with 220, as those of mail and FTP do.
  case mailOrFTP

  /// Bytes that are looked at.
  static let mostBytes = 256

  /// Nothing where the bytes may be HTTP/2, whose first frame begins with a length below 2^23.
  init?(_ bytes: Span<UInt8>) {
    let text = (0..<min(bytes.count, Self.mostBytes)).map { bytes[$0] }
    if text.count >= 3, text[0] == 21, text[1] == 3 {
      // RFC 8446 §5.1: content type 21, and 3 as the first number of every version.
      self = .tls
    } else if text.starts(with: "HTTP/1.".utf8) {
      let isForTLS = Self.namesHTTPS(text)
      let line = text.prefix { $0 != 13 && $0 != 10 }.drop { $0 != 32 }.dropFirst()
      let status = String(
        decoding: line.filter { (32..<127).contains($0) }.prefix(60),
        as: UTF8.self
      )
      self = .http1(isForTLS ? "\(status), this is an HTTPS port" : status)
    } else if text.first == UInt8(ascii: "<") {
      self = .page(isForTLS: Self.namesHTTPS(text))
    } else if text.starts(with: "SSH-".utf8) {
      self = .ssh
    } else if text.starts(with: "-ERR".utf8) {
      self = .redis
    } else if text.starts(with: "220 ".utf8) || text.starts(with: "220-".utf8) {
      self = .mailOrFTP
    } else {
      return nil
    }
  }

  private static func namesHTTPS(_ text: [UInt8]) -> Bool {
    String(decoding: text, as: UTF8.self).contains("HTTPS")
  }

  /// What is wrong and what to do, in one line.
  public var trouble: String {
    switch self {
    case .tls: "the server speaks TLS on this port; turn TLS on (--tls)"
    case .http1(let status):
      "the server speaks HTTP/1.1 on this port and not HTTP/2 (it said: \(status)); is it the gRPC "
        + "port, and does it want TLS (--tls)?"
    case .page(let isForTLS):
      "a web server answers on this port, with a page and no HTTP status; give the port of a gRPC "
        + "server\(isForTLS ? ", or turn TLS on (--tls): this is an HTTPS port" : "")"
    case .ssh: "an SSH server answers on this port; give the port of a gRPC server"
    case .redis: "a Redis server answers on this port; give the port of a gRPC server"
    case .mailOrFTP: "a mail or FTP server answers on this port; give the port of a gRPC server"
    }
  }
}

extension ReceiveBuffer {
  /// Who answers, if it is none of ours; to be asked before anything is consumed.
  public var stranger: Stranger? {
    withBytes(at: start, count: count) { Stranger($0) }
  }
}
