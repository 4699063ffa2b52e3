/// How far a server's TLS handshake with a client has come.
public enum HandshakeStage: Sendable {
  /// The client has said nothing.
  case silent
  /// The client has said something, and not enough for an answer.
  case begun
  /// We have answered, and the client's last word is still to come.
  case answered
  /// All is agreed, or there is no TLS.
  case over
}
