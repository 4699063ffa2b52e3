import Glibc
public import Timing

/// Lengths of time that are drawn one after the other: how long calls are delayed, or how far apart
/// messages are.
public enum Spread: Equatable, Sendable {
  case constant(Nanoseconds)
  /// Of a service whose end has no memory.
  case exponential(mean: Nanoseconds)
  /// The exponential of a normal distribution: the usual shape of real services.
  case lognormal(median: Nanoseconds, sigma: Double)

  /// What is drawn is cut here.
  public static let longest = Nanoseconds.seconds(60)
  public static let sigmas = 0.0...5.0

  static let example = "\"constant 5ms\", \"exponential 5ms\" or \"lognormal 5ms 0.5\""

  /// Reads `constant 5ms` or just `5ms`, `exponential 5ms` (its mean), or `lognormal 5ms 0.5` (its
  /// median, and the standard deviation of its logarithm).
  public init(text: String) throws(KnobError) {
    var knob = KnobText(text, example: Self.example)
    let lengths = Nanoseconds.zero...Self.longest
    if knob.takes("exponential") {
      self = .exponential(mean: try knob.length(lengths))
    } else if knob.takes("lognormal") {
      let median = try knob.length(lengths)
      self = .lognormal(median: median, sigma: try knob.number("sigma", Self.sigmas))
    } else {
      _ = knob.takes("constant")
      self = .constant(try knob.length(lengths))
    }
    try knob.end()
  }

  /// The next length; each draw takes two numbers at most.
  public func draw(_ generator: inout SplitMix64) -> Nanoseconds {
    switch self {
    case .constant(let length):
      return length
    case .exponential(let mean):
      return Self.cut(-log(generator.nextUnit()) * Double(mean.count))
    case .lognormal(let median, let sigma):
      // Box and Muller: A Note on the Generation of Random Normal Deviates (1958).
      let radius = (-2 * log(generator.nextUnit())).squareRoot()
      let normal = radius * cos(2 * .pi * generator.nextUnit())
      return Self.cut(exp(sigma * normal) * Double(median.count))
    }
  }

  private static func cut(_ nanoseconds: Double) -> Nanoseconds {
    nanoseconds < Double(longest.count) ? Nanoseconds(Int64(nanoseconds)) : longest
  }
}

extension Spread: CustomStringConvertible {
  /// The text that `init(text:)` reads.
  public var description: String {
    switch self {
    case .constant(let length): "constant \(length.exactText)"
    case .exponential(let mean): "exponential \(mean.exactText)"
    case .lognormal(let median, let sigma): "lognormal \(median.exactText) \(sigma)"
    }
  }
}
