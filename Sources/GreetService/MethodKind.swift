/// Which directions of a method's calls are streams of messages.
public enum MethodKind: String, CaseIterable, Sendable {
  case unary
  case serverStreaming = "server_streaming"
  case clientStreaming = "client_streaming"
  case bidirectional

  /// Whether the client sends exactly one message.
  public var sendsOne: Bool { self == .unary || self == .serverStreaming }

  /// Whether the server answers with exactly one message.
  public var answersOne: Bool { self == .unary || self == .clientStreaming }
}
