public import Results
internal import Statistics
internal import Timing

/// The response time as HdrHistogram's percentile distribution (`.hgrm`), in milliseconds: what its
/// plotters read.
///
/// Five levels for each halving of the distance to 100 %: the level after p is
/// p + 100 / (5·2^(⌊log2(100/(100−p))⌋+1)). A row gives the first value that reaches its level.
public enum HGRMReport {
  /// - Throws: `HistogramFailure` if the result's histogram is broken.
  public static func text(_ result: ResultDocument) throws -> String {
    text(try LatencyHistogram(base64: result.histograms.response))
  }

  static func text(_ histogram: LatencyHistogram) -> String {
    let header = zip(["Value", "Percentile", "TotalCount", "1/(1-Percentile)"], [12, 14, 10, 14])
      .map { padded($0, $1) }.joined(separator: " ")
    return ([header, ""] + rows(histogram) + footer(histogram)).joined(separator: "\n") + "\n"
  }

  private static let nanosecondsPerUnit = 1e6
  private static let ticksPerHalf = 5.0

  private static func rows(_ histogram: LatencyHistogram) -> [String] {
    let total = histogram.count
    var rows: [String] = []
    var level = 0.0
    var passed: UInt64 = 0
    for counter in histogram.counts {
      passed += counter.count
      let value = Double(LatencyScale.highest(at: counter.index).count) / nanosecondsPerUnit
      let reached = 100 * Double(passed) / Double(total)
      while reached >= level {
        rows.append(row(value, level: level, passed: passed))
        let nextLevel = Self.next(after: level)
        // The last value closes the list instead of repeating itself for every further level.
        // Levels that differ by less than a double can tell do not grow, which only absurd counts
        // reach.
        if passed == total || nextLevel <= level { break }
        level = nextLevel
      }
      if passed == total { rows.append(row(value, level: 100, passed: passed)) }
    }
    return rows
  }

  private static func next(after level: Double) -> Double {
    guard level < 100 else { return level }
    var halvings = 1.0
    var distance = 100 / (100 - level)
    while distance >= 2 {
      distance /= 2
      halvings += 1
    }
    return level + 100
      / (ticksPerHalf * Double(sign: .plus, exponent: Int(halvings), significand: 1))
  }

  private static func row(_ value: Double, level: Double, passed: UInt64) -> String {
    var fields = [
      padded(decimal(value, 3), 12), decimal(level / 100, 12), padded(String(passed), 10),
    ]
    if level < 100 { fields.append(padded(decimal(100 / (100 - level), 2), 14)) }
    return fields.joined(separator: " ")
  }

  private static func footer(_ histogram: LatencyHistogram) -> [String] {
    let figure = { (value: Double) in padded(decimal(value / nanosecondsPerUnit, 3), 12) }
    let whole = { (value: Int) in padded(String(value), 12) }
    let (mean, deviation) = (figure(histogram.mean), figure(histogram.standardDeviation))
    let (max, total) = (figure(Double(histogram.max.count)), whole(Int(histogram.count)))
    let (buckets, subBuckets) = (whole(LatencyScale.buckets), whole(LatencyScale.subBuckets))
    return [
      "#[Mean    = \(mean), StdDeviation   = \(deviation)]",
      "#[Max     = \(max), Total count    = \(total)]",
      "#[Buckets = \(buckets), SubBuckets     = \(subBuckets)]",
    ]
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// A number that is not negative with exactly `places` digits after the point.
  private static func decimal(_ value: Double, _ places: Int) -> String {
    var unit = 1.0
    for _ in 0..<places { unit *= 10 }
    let integer = value.rounded(.down)
    var fraction = UInt64(((value - integer) * unit).rounded())
    var whole = UInt64(integer)
    if fraction >= UInt64(unit) {
      fraction = 0
      whole += 1
    }
    let digits = String(fraction)
    return "\(whole).\(String(repeating: "0", count: places - digits.count))\(digits)"
  }
}
