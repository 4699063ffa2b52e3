#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Arrivals of users who know nothing of each other: a Poisson process, fixed by its seed.
///
/// Time is cut into windows, and window w draws from its own generator, keyed (seed, w). Inside a
/// window, exponential gaps run from its start until one leaves it; since the exponential
/// distribution has no memory, beginning anew at the next window changes nothing: with rate λ the
/// gaps are exponential with mean 1/λ across windows too, exactly.
public struct PoissonArrivals: Sendable {
  private let seed: UInt64
  private let meanGap: Double
  private let windowLength: Int64

  private var window: UInt64 = 0
  private var windowStart: Instant
  /// Nanoseconds from the window's start to the last arrival in it.
  private var offset: Double = 0
  private var generator: SplitMix64

  public init(rate: Rate, start: Instant, seed: UInt64) {
    self.seed = seed
    meanGap = rate.meanGap
    windowLength = Self.windowLength(meanGap: rate.meanGap)
    windowStart = start
    generator = SplitMix64(seed: seed, key: 0)
  }

  /// A window is 10 ms, or one mean gap where that is longer: a slow schedule would otherwise walk
  /// through a crowd of empty windows for each arrival.
  private static func windowLength(meanGap: Double) -> Int64 {
    max(10_000_000, Int64(meanGap))
  }

  /// The next arrival, never before the last one; the distant future once time itself runs out.
  public mutating func next() -> Instant {
    while windowStart < .distantFuture {
      offset -= log(generator.nextUnit()) * meanGap
      if offset < Double(windowLength) {
        return windowStart.advanced(by: Int64(offset))
      }
      window += 1
      windowStart = windowStart.advanced(by: windowLength)
      offset = 0
      generator = SplitMix64(seed: seed, key: window)
    }
    return .distantFuture
  }
}

extension Instant {
  fileprivate func advanced(by length: Int64) -> Instant {
    let (sum, overflow) = nanoseconds.addingReportingOverflow(length)
    return overflow ? .distantFuture : min(.distantFuture, Instant(nanoseconds: sum))
  }
}
