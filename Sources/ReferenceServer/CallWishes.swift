import GRPC

/// What a call's own metadata asks of the reference server.
struct CallWishes {
  /// How many messages a server-streaming call is answered with.
  static let messagesField = "grpcbench-messages"
  /// How the call is answered: `gzip` or `identity`.
  static let compressionField = "grpcbench-compression"
  static let defaultMessages = 10
  static let mostMessages = 10_000_000

  private(set) var messages = defaultMessages
  private(set) var compression: MessageEncoding?
  /// Why the call cannot be answered as it asks.
  private(set) var refusal: Status?

  /// Takes the next field of the request's head.
  mutating func field(name: Span<UInt8>, value: Span<UInt8>) {
    switch name.count {
    case 18 where name.spells(Self.messagesField):
      guard let number = value.wholeNumber(upTo: Self.mostMessages) else {
        return refuse(Self.messagesField, value, "a whole number up to \(Self.mostMessages)")
      }
      messages = number
    case 21 where name.spells(Self.compressionField):
      let encoding = MessageEncoding(field: value)
      guard encoding != .other else {
        return refuse(Self.compressionField, value, "gzip or identity")
      }
      compression = encoding
    default: break
    }
  }

  private mutating func refuse(_ name: String, _ value: Span<UInt8>, _ advice: String) {
    refusal = Status(
      .invalidArgument,
      "the metadata \(name) is \"\(value.excerpt())\"; give \(advice)"
    )
  }
}
