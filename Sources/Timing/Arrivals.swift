/// How the arrivals of an open loop are spaced, in the word that scenarios use.
public enum ArrivalProcess: String, BitwiseCopyable, CaseIterable, Codable, Sendable {
  case constant
  case poisson
}

/// An endless, nondecreasing sequence of instants at which calls should start.
///
/// It never looks at a clock. It never ends and is therefore no `IteratorProtocol`.
public enum Arrivals: Sendable {
  case constant(ConstantArrivals)
  case poisson(PoissonArrivals)

  /// The schedule that these values fix; constant arrivals do not use the seed.
  public init(_ process: ArrivalProcess, rate: Rate, start: Instant, seed: UInt64) {
    switch process {
    case .constant: self = .constant(ConstantArrivals(rate: rate, start: start))
    case .poisson: self = .poisson(PoissonArrivals(rate: rate, start: start, seed: seed))
    }
  }

  public mutating func next() -> Instant {
    switch self {
    case .constant(var arrivals):
      let arrival = arrivals.next()
      self = .constant(arrivals)
      return arrival
    case .poisson(var arrivals):
      let arrival = arrivals.next()
      self = .poisson(arrivals)
      return arrival
    }
  }
}
