/// Which side of a method sends a stream of messages; raw values as in scenarios and results.
public enum CallKind: String, CaseIterable, Codable, Sendable {
  /// One message each way.
  case unary
  /// One request, many responses.
  case serverStreaming = "server_streaming"
  /// Many requests, one response.
  case clientStreaming = "client_streaming"
  /// Many of both.
  case bidirectional

  /// The client sends exactly one message.
  public var sendsOne: Bool { self == .unary || self == .serverStreaming }

  /// The server sends exactly one message.
  public var receivesOne: Bool { self == .unary || self == .clientStreaming }

  /// The kind in a sentence: `server streaming`.
  var spoken: String { rawValue.replacing("_", with: " ") }
}
