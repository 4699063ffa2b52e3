public import Bytes
public import Statistics

/// What one payload costs in one codec.
public struct CodecCost: Codable, Equatable, Sendable {
  public var payload: PayloadName
  public var codec: PayloadCodec
  public var bytes: Int
  /// Nanoseconds of processor time for each message, over the rounds.
  public var encode: MedianInterval
  public var decode: MedianInterval

  enum CodingKeys: String, CodingKey {
    case payload, codec, bytes
    case encode = "encode_ns"
    case decode = "decode_ns"
  }
}
