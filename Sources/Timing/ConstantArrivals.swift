/// Arrivals at equal distances: arrival i is exactly `start + floor(i · 10⁹ / rate)`.
///
/// The remainder of each step is carried on (Bresenham), so no error adds up over any time.
public struct ConstantArrivals: Sendable {
  private var upcoming: Instant
  private var remainder: UInt64 = 0

  private let wholeStep: Int64
  private let remainderStep: UInt64
  private let divisor: UInt64

  public init(rate: Rate, start: Instant) {
    upcoming = start
    divisor = rate.numerator
    // Below 10⁹ · 10⁶: a rate's denominator is at most a million.
    let step = (1_000_000_000 * rate.denominator).quotientAndRemainder(dividingBy: rate.numerator)
    wholeStep = Int64(step.quotient)
    remainderStep = step.remainder
  }

  /// The next arrival, never before the last one; the distant future once time itself runs out.
  public mutating func next() -> Instant {
    let arrival = upcoming
    remainder += remainderStep
    var step = wholeStep
    if remainder >= divisor {
      remainder -= divisor
      step += 1
    }
    let (sum, overflow) = arrival.nanoseconds.addingReportingOverflow(step)
    upcoming = overflow ? .distantFuture : min(.distantFuture, Instant(nanoseconds: sum))
    return arrival
  }
}
