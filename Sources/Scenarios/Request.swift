public import Bytes

/// What the messages of a call carry.
public struct Request: Equatable, Sendable {
  /// The name to greet, where nothing else is said about the messages.
  public var name = "world"
  /// The sizes of the messages: each greets a name so long that the message has its size.
  public var size: SizeDistribution?
  /// The bytes of the message as they are, for methods of other services.
  public var data: [UInt8]?
  /// The named payload, for `greet.Payloads/Echo` and its like.
  public var payload: PayloadName?
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
  public struct MetadataField: Equatable, Sendable {
    public var name: String
    /// The text; for a name in `-bin` the base64 of the bytes.
    public var value: String
    /// Whether the value is a secret, which no document or line repeats.
    public var isSensitive: Bool

    /// A field that is sensitive if its name always is.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
      isSensitive = SensitiveNames().contains(name)
    }
  }
}

extension Request: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, size, data, payload, variants, compression, metadata
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    size = try container.decode(SizeDistribution?.self, forKey: .size)
    data = try container.decode(String?.self, forKey: .data).map { text in
      guard let bytes = Base64Text.bytes(text) else {
        throw DecodingError.dataCorruptedError(
          forKey: .data,
          in: container,
          debugDescription: "the data is not base64"
        )
      }
      return bytes
    }
    payload = try container.decodeIfPresent(PayloadName.self, forKey: .payload)
    variants = try container.decode(Int.self, forKey: .variants)
    compression = try container.decode(Compression.self, forKey: .compression)
    metadata = try container.decode([MetadataField].self, forKey: .metadata)
  }

  /// Data is kept as base64; what is not said says so: `null` instead of no key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(size, forKey: .size)
    try container.encode(data.map(Base64Text.text), forKey: .data)
    try container.encode(payload, forKey: .payload)
    try container.encode(variants, forKey: .variants)
    try container.encode(compression, forKey: .compression)
    try container.encode(metadata, forKey: .metadata)
  }
}

/// A sensitive value is not kept: the mask stands in its place.
extension Request.MetadataField: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, value
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      name: try container.decode(String.self, forKey: .name),
      value: try container.decode(String.self, forKey: .value)
    )
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encode(isSensitive ? Secrets.mask : value, forKey: .value)
  }
}
