/// What writing and reading one message costs at one end, in nanoseconds of CPU time.
public struct MessageCost: Codable, Equatable, Sendable {
  public var encode: Double
  public var decode: Double
  /// How long the message is, in bytes.
  public var bytes: Int

  public init(encode: Double, decode: Double, bytes: Int) {
    self.encode = encode
    self.decode = decode
    self.bytes = bytes
  }

  private enum CodingKeys: String, CodingKey {
    case encode = "encode_ns"
    case decode = "decode_ns"
    case bytes
  }
}
