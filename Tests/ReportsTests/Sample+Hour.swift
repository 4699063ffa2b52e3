import Results
import Statistics
import Timing

extension Sample {
  /// A million calls in an hour of seconds, in which second 1,234 had a stall.
  static func hour() throws -> ResultDocument {
    var document = try open()
    var random = SplitMix64(seed: 7)
    var whole = LatencyHistogram()
    let second = document.intervals[3]
    document.intervals = (0..<3_600).map { index in
      var histogram = LatencyHistogram()
      for _ in 0..<278 {
        let latency = Nanoseconds(Int64(200_000 + random.next() % 3_000_000))
        histogram.record(latency)
        whole.record(latency)
      }
      var interval = second
      interval.startSeconds = Double(index)
      interval.lengthSeconds = 1
      interval.ok = 278
      interval.completed = 270 + random.next() % 17
      interval.failed = index % 600 == 7 ? 5 : 0
      interval.p50 = histogram.quantile(0.5).count
      interval.p99 = histogram.quantile(0.99).count
      interval.max = histogram.max.count
      interval.response = histogram.base64
      return interval
    }
    document.intervals[1_234].completed = 3
    document.intervals[1_234].max = 1_900_000_000
    document.summary.durationSeconds = 3_600
    document.summary.calls = whole.count
    document.summary.offeredPerSecond = 278
    document.summary.achievedPerSecond = 278
    document.histograms.response = whole.base64
    document.latency.response = LatencySummary(whole)
    return document
  }
}
