/// What writing and reading one message costs at one end, in nanoseconds of CPU time.
public struct MessageCost: Codable, Equatable, Sendable {
  /// Medians over short pieces of time.
  public var encode: Double
  public var decode: Double
  /// Means over the same; nil in journals of builds that kept medians alone.
  public var encodeMean: Double?
  public var decodeMean: Double?
  /// How long the message is, in bytes.
  public var bytes: Int

  public init(
    encode: Double,
    decode: Double,
    encodeMean: Double? = nil,
    decodeMean: Double? = nil,
    bytes: Int
  ) {
    self.encode = encode
    self.decode = decode
    self.encodeMean = encodeMean
    self.decodeMean = decodeMean
    self.bytes = bytes
  }

  /// Writing and reading once, as a mean, which CPU time per call is too; nil without means.
  var mean: Double? {
    guard let encodeMean, let decodeMean else { return nil }
    return encodeMean + decodeMean
  }

  /// The same of the medians: below the mean where the machine is slow at times.
  var median: Double { encode + decode }

  private enum CodingKeys: String, CodingKey {
    case encode = "encode_ns"
    case decode = "decode_ns"
    case encodeMean = "encode_mean_ns"
    case decodeMean = "decode_mean_ns"
    case bytes
  }
}
