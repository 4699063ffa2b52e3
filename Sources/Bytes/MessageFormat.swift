/// How a message is written as bytes: the two ways that are compared.
public enum MessageFormat: String, CaseIterable, Codable, Sendable {
  /// Binary Protocol Buffers.
  case protobuf
  /// The canonical JSON mapping of proto3.
  case json

  /// As it is called in a sentence.
  public var spoken: String {
    switch self {
    case .protobuf: "protobuf"
    case .json: "JSON"
    }
  }
}
