import Bytes
import GRPC
import Scenarios

/// What a call's own metadata asks of the reference server.
struct CallWishes {
  /// How many messages a server-streaming call is answered with.
  static let messagesField = "grpcbench-messages"
  /// How the call is answered: `gzip` or `identity`.
  static let compressionField = "grpcbench-compression"
  static let defaultMessages = 10
  static let mostMessages = 10_000_000

  /// The knobs by the names of their fields, behind the prefix.
  private static let knobs = Knob.allCases.map { (name: $0.name, knob: $0) }

  private(set) var messages = defaultMessages
  private(set) var compression: MessageEncoding?
  /// What the call is put under: the server's conditions as far as the call has none of its own.
  private(set) var conditions: Conditions
  private(set) var hasConditions = false
  /// Why the call cannot be answered as it asks.
  private(set) var refusal: Status?

  init(_ conditions: Conditions = Conditions()) {
    self.conditions = conditions
  }

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
    case 11... where name.extracting(0..<10).spells(Knob.prefix):
      let rest = name.extracting(10...)
      guard let knob = Self.knobs.first(where: { rest.spells($0.name) })?.knob else { return }
      set(knob, value)
    default: break
    }
  }

  private mutating func set(_ knob: Knob, _ value: Span<UInt8>) {
    do {
      try conditions.set(knob, value.excerpt(limit: 256), replaces: true)
      hasConditions = true
    } catch {
      refusal = Status(
        .invalidArgument,
        "the metadata \(Knob.prefix)\(knob.name) is \"\(value.excerpt())\", which \(error)"
      )
    }
  }

  private mutating func refuse(_ name: String, _ value: Span<UInt8>, _ advice: String) {
    refusal = Status(
      .invalidArgument,
      "the metadata \(name) is \"\(value.excerpt())\"; give \(advice)"
    )
  }
}
