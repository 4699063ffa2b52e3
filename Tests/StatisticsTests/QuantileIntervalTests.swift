import Statistics
import Testing
import Timing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct QuantileIntervalTests {
  /// The quantile `q` of an exponential with mean `mean`: −mean·ln(1 − q).
  static func exact(_ q: Double, mean: Double) -> Double { -mean * log(1 - q) }

  static func recording(seconds: Int64, callsPerSecond: Int64, seed: UInt64) -> Recording {
    var random = Seeded(seed: seed)
    var recorder = Recorder(window: .at(0)..<(.at(seconds * 1_000)), openLoop: false)
    for call in 0..<(seconds * callsPerSecond) {
      let start = Instant.at(0) + Nanoseconds(call * 1_000_000_000 / callsPerSecond)
      recorder.offered(intended: start)
      recorder.succeeded(
        intended: start,
        started: start,
        ended: start + random.exponential(mean: 1e6)
      )
    }
    recorder.stopMeasuring(at: .at(seconds * 1_000))
    return recorder.finish()
  }

  @Test func `a run of at least ten seconds is resampled in blocks, a shorter one by ranks`() {
    for (seconds, method) in [
      (9, QuantileInterval.Method.orderStatistics), (10, .blockBootstrap), (130, .blockBootstrap),
    ] {
      let recording = Self.recording(seconds: Int64(seconds), callsPerSecond: 100, seed: 1)
      let intervals = QuantileInterval.response(of: recording, quantiles: [0.5, 0.99], seed: 1)
      #expect(intervals.map(\.method) == [method, method])
      for interval in intervals {
        let point = recording.response.quantile(interval.quantile)
        #expect(interval.lower <= point && point <= interval.upper)
      }
    }
  }

  @Test func `the order of the quantiles is kept, and a seed gives the same intervals`() {
    let recording = Self.recording(seconds: 12, callsPerSecond: 200, seed: 2)
    let up = QuantileInterval.response(of: recording, quantiles: [0.5, 0.9, 0.999], seed: 3)
    let down = QuantileInterval.response(of: recording, quantiles: [0.999, 0.9, 0.5], seed: 3)
    #expect(up == down.reversed())
    #expect(up.map(\.quantile) == [0.5, 0.9, 0.999])
  }

  @Test func `nothing measured gives no interval`() {
    #expect(QuantileInterval.response(of: Recording(), quantiles: [0.5], seed: 1).isEmpty)
    #expect(QuantileInterval.orderStatistics(of: LatencyHistogram(), quantile: 0.5) == nil)
    var recorder = Recorder(window: .at(0)..<(.at(20_000)), openLoop: false)
    recorder.stopMeasuring(at: .at(20_000))
    let empty = recorder.finish()
    #expect(QuantileInterval.response(of: empty, quantiles: [0.5], seed: 1).isEmpty)
  }

  @Test func `ranks about the median of ten calls are the second and the tenth`() {
    // n·p ∓ 1.96·√(n·p·q) = 5 ∓ 3.1, rounded outwards to 1 and 9 + 1.
    let histogram = LatencyHistogram((1...10).map { Nanoseconds($0) })
    let interval = QuantileInterval.orderStatistics(of: histogram, quantile: 0.5)
    #expect(interval?.lower == Nanoseconds(1) && interval?.upper == Nanoseconds(10))
  }

  /// In 200 runs of independent exponential calls the share of intervals that hold the true
  /// quantile is 95 % with a standard error of 1.5 %; the band allows three of them, and for the
  /// method's error.
  @Test(arguments: [(0.5, 10), (0.99, 10), (0.5, 30), (0.99, 30)])
  func `block intervals hold the true quantile about as often as they say`(
    q: Double,
    seconds: Int64
  ) {
    let truth = Self.exact(q, mean: 1e6)
    var hits = 0
    for seed in 1...200 {
      let recording = Self.recording(
        seconds: seconds,
        callsPerSecond: 1_000,
        seed: UInt64(seed) &* 7_919
      )
      let interval = QuantileInterval.response(
        of: recording,
        quantiles: [q],
        seed: UInt64(seed)
      )[0]
      if Double(interval.lower.count) <= truth, truth <= Double(interval.upper.count) { hits += 1 }
    }
    #expect((179...200).contains(hits), "seeds 7919·(1...200): \(hits) of 200")
  }

  @Test(arguments: [(0.5, 1_000), (0.99, 5_000), (0.999, 20_000)])
  func `rank intervals hold the true quantile about as often as they say`(q: Double, calls: Int) {
    let truth = Self.exact(q, mean: 1e6)
    var hits = 0
    for seed in 1...300 {
      let histogram = LatencyHistogram.random(seed: UInt64(seed) &* 104_729, count: calls)
      guard let interval = QuantileInterval.orderStatistics(of: histogram, quantile: q) else {
        continue
      }
      if Double(interval.lower.count) <= truth, truth <= Double(interval.upper.count) { hits += 1 }
    }
    #expect((273...300).contains(hits), "seeds 104729·(1...300): \(hits) of 300")
  }

  @Test func `blocks see the dependence that ranks do not`() {
    // Each second has its own speed, so that calls of a second are alike: the true uncertainty is
    // that of 20 seconds and not of 20,000 calls.
    var random = Seeded(seed: 17)
    var recorder = Recorder(window: .at(0)..<(.at(20_000)), openLoop: false)
    for second in 0..<20 {
      let mean = Double.random(in: 0.5e6...1.5e6, using: &random)
      for call in 0..<1_000 {
        let start = Instant.at(Int64(second * 1_000 + call))
        let ended = start + random.exponential(mean: mean)
        recorder.offered(intended: start)
        recorder.succeeded(intended: start, started: start, ended: ended)
      }
    }
    recorder.stopMeasuring(at: .at(20_000))
    let recording = recorder.finish()
    let blocks = QuantileInterval.response(of: recording, quantiles: [0.5], seed: 1)[0]
    let ranks = QuantileInterval.orderStatistics(of: recording.response, quantile: 0.5)
    let width = { (interval: QuantileInterval?) in
      interval.map { ($0.upper - $0.lower).count } ?? 0
    }
    #expect(width(blocks) > 3 * width(ranks))
  }
}
