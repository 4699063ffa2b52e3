import Testing
import Timing

@Suite struct ConstantArrivalsTests {
  @Test(arguments: ["7", "0.333333", "999.983", "1000", "2718.281828", "0.000277"])
  func `an hour at an awkward rate has no drift`(text: String) throws {
    let rate = try Rate(text: text)
    let start = Instant(nanoseconds: 123_456_789)
    let end = start + .seconds(3600)
    var arrivals = ConstantArrivals(rate: rate, start: start)
    var index: UInt64 = 0
    var arrival = arrivals.next()
    var last = arrival
    while arrival < end {
      last = arrival
      index += 1
      arrival = arrivals.next()
    }
    #expect(last == exactArrival(index - 1, rate: rate, start: start))
    #expect(arrival == exactArrival(index, rate: rate, start: start))
  }

  @Test(arguments: ["99999999.999999", "33333333.333333", "100M", "1.000001", "44100"])
  func `every arrival is the floor of its exact instant`(text: String) throws {
    let rate = try Rate(text: text)
    var arrivals = ConstantArrivals(rate: rate, start: Instant(nanoseconds: 0))
    var wrong = 0
    for index in 0..<100_000 as Range<UInt64> {
      let exact = exactArrival(index, rate: rate, start: Instant(nanoseconds: 0))
      if arrivals.next() != exact { wrong += 1 }
    }
    #expect(wrong == 0)
  }

  @Test func `arrivals past the end of time stay in the distant future`() throws {
    var arrivals = ConstantArrivals(
      rate: try Rate(text: "0.000001"),
      start: .distantFuture - Nanoseconds(10)
    )
    #expect(arrivals.next() == .distantFuture - Nanoseconds(10))
    #expect(arrivals.next() == .distantFuture)
    #expect(arrivals.next() == .distantFuture)
  }

  private func exactArrival(_ index: UInt64, rate: Rate, start: Instant) -> Instant {
    let product = UInt128(index) * 1_000_000_000 * UInt128(rate.denominator)
    return start + Nanoseconds(Int64(product / UInt128(rate.numerator)))
  }
}
