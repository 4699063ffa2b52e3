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
  /// Means over the same rounds, for who compares with a mean; 0 for what was not measured.
  public var encodeMean: Double
  public var decodeMean: Double

  enum CodingKeys: String, CodingKey {
    case payload, codec, bytes
    case encode = "encode_ns"
    case decode = "decode_ns"
    case encodeMean = "encode_mean_ns"
    case decodeMean = "decode_mean_ns"
  }
}
