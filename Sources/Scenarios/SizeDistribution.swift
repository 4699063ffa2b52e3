/// How large messages are, in bytes.
public enum SizeDistribution: Hashable, Codable, Sendable {
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
}
