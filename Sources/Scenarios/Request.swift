/// What the messages of a call carry.
public struct Request: Codable, Equatable, Sendable {
  /// The name to greet, where nothing else is said about the messages.
  public var name = "world"
  /// The sizes of the messages: each greets a name so long that the message has its size.
  public var size: SizeDistribution?
  /// The bytes of the message as they are, for methods of other services.
  public var data: [UInt8]?
  /// How many different messages are prepared, where sizes differ; calls take them in turn.
  public var variants = 64
  public var compression = Compression.identity
  public var metadata: [MetadataField] = []

  public init() {}

  /// How messages are compressed on the way to the server.
  public enum Compression: String, CaseIterable, Codable, Sendable {
    case identity
    case gzip
  }

  /// Custom metadata: a name and a value in which `{call}` stands for a number that no other call
  /// of the run has and `{random}` for a seeded one, both as 16 hexadecimal digits.
  public struct MetadataField: Codable, Equatable, Sendable {
    public var name: String
    /// The text; for a name in `-bin` the base64 of the bytes.
    public var value: String

    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }
}
