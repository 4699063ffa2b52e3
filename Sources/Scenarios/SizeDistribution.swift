#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// How large messages are, in bytes.
public enum SizeDistribution: Hashable, Sendable {
  case fixed(Int)
  /// Every size from the first to the second equally often.
  case uniform(Int, Int)
  /// Half of the sizes are above the median; their logarithms are normal with the deviation
  /// `sigma`. None is above `most`.
  case lognormal(median: Int, sigma: Double, most: Int)

  /// The largest size there can be.
  public var most: Int {
    switch self {
    case .fixed(let size): size
    case .uniform(_, let most): most
    case .lognormal(_, _, let most): most
    }
  }

  /// The next size, never above `most`.
  ///
  /// A lognormal size is `median · exp(sigma · z)`, where z is standard normal:
  /// `sqrt(-2 ln u) · cos(2πv)` with u and v even in (0, 1] and [0, 1) (Box, Muller 1958). What is
  /// above `most` becomes `most`, so that the median stays where it is.
  public func sample(using generator: inout some RandomNumberGenerator) -> Int {
    switch self {
    case .fixed(let size): return size
    case .uniform(let least, let most): return Int.random(in: least...most, using: &generator)
    case .lognormal(let median, let sigma, let most):
      let u = 1 - Double.random(in: 0..<1, using: &generator)
      let v = Double.random(in: 0..<1, using: &generator)
      let z = sqrt(-2 * log(u)) * cos(2 * .pi * v)
      return Int(min(Double(most), (Double(median) * exp(sigma * z)).rounded()))
    }
  }
}

extension SizeDistribution: CustomStringConvertible {
  /// The text that reads back as the same distribution.
  public var description: String {
    switch self {
    case .fixed(let size): "\(ByteSize(size))"
    case .uniform(let least, let most): "uniform \(ByteSize(least)) \(ByteSize(most))"
    case .lognormal(let median, let sigma, let most):
      "lognormal \(ByteSize(median)) \(sigma) \(ByteSize(most))"
    }
  }

  /// Reads `1KiB`, `uniform 100 10KiB` or `lognormal 1KiB 1.5 1MiB`: median, sigma and most.
  ///
  /// - Throws: A complaint about the entry.
  init(_ entry: Entry) throws(Complaint) {
    let words = entry.text.split(separator: " ").map(String.init)
    switch (words.first, words.count) {
    case ("uniform", 3):
      let (least, most) = (try Self.size(words[1], entry), try Self.size(words[2], entry))
      guard least <= most else {
        throw entry.complaint("has its sizes out of order; write the smaller one first")
      }
      self = .uniform(least, most)
    case ("lognormal", 4):
      let (median, most) = (try Self.size(words[1], entry), try Self.size(words[3], entry))
      guard let sigma = Double(words[2]), Limits.sigma.contains(sigma) else {
        throw entry.complaint(
          "has a sigma that is no number from \(Limits.sigma.lowerBound) to "
            + "\(Limits.sigma.upperBound); write lognormal 1KiB 1.5 1MiB: median, sigma and most"
        )
      }
      guard median > 0, median <= most else {
        throw entry.complaint("has its median outside of 1 to its most; write the median first")
      }
      self = .lognormal(median: median, sigma: sigma, most: most)
    case ("uniform", _):
      throw entry.complaint("lacks or has too many sizes; write uniform 100 10KiB: least and most")
    case ("lognormal", _):
      throw entry.complaint("is not whole; write lognormal 1KiB 1.5 1MiB: median, sigma and most")
    case (_, 1):
      self = .fixed(try Self.size(words[0], entry))
    default:
      throw entry.complaint(
        "is no size; write 1KiB, uniform 100 10KiB or lognormal 1KiB 1.5 1MiB"
      )
    }
  }

  private static func size(_ word: String, _ entry: Entry) throws(Complaint) -> Int {
    let size: Int
    do {
      size = try ByteSize(text: word).count
    } catch {
      throw entry.complaint(error.description)
    }
    guard size <= Limits.messageBytes else {
      throw entry.complaint(
        "is above \(ByteSize(Limits.messageBytes)), the most that a message may have; give less"
      )
    }
    return size
  }
}

/// A distribution is kept as its text.
extension SizeDistribution: Codable {
  public init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    try self.init(Entry(text, subject: "size"))
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
