import HTTP1
import HTTP2

/// A place where bytes of a peer come in, as the fuzzer knows it.
///
/// Its inputs are kept in a folder of its name in `Corpus`.
public enum Entry: String, CaseIterable, Sendable {
  /// What a client says after the preface.
  case server
  /// What a server says to a client that has eight calls under way.
  case client
  case memo
  case messages
  case gzip
  /// What a client says that speaks HTTP/1.1.
  case http1Server = "http1-server"
  /// What a server says to a client that speaks HTTP/1.1.
  case http1Client = "http1-client"

  case json

  /// Feeds the entry; whatever the bytes are, what must hold holds or a precondition fails.
  public func play(_ input: [UInt8]) {
    switch self {
    case .server: Player.play(.server, Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8), input)
    case .client: Player.play(.client, [], input)
    case .memo: MemoEntry.play(input)
    case .messages: MessagesEntry.play(input)
    case .gzip: GzipEntry.play(input)
    case .http1Server: HTTP1Entry.play(.server, input)
    case .http1Client: HTTP1Entry.play(.client, input)
    case .json: JSONEntry.play(input)
    }
  }
}
