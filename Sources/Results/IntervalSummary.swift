public import Statistics
internal import Timing

/// What ended in one second of a run.
public struct IntervalSummary: Codable, Sendable, Equatable {
  /// When the interval began, since the start of measuring.
  public var startSeconds: Double
  public var lengthSeconds: Double
  public var ok: UInt64
  public var failed: UInt64

  /// Calls that ended OK here while measuring, also those that began before it.
  public var completed: UInt64
  public var p50: Int64
  public var p99: Int64
  public var max: Int64

  /// The response time of the calls that ended here: HdrHistogram V2 compressed, base64.
  public var response: String

  enum CodingKeys: String, CodingKey {
    case ok, failed, completed, response
    case startSeconds = "start_s"
    case lengthSeconds = "length_s"
    case p50 = "p50_ns"
    case p99 = "p99_ns"
    case max = "max_ns"
  }

  public init(_ interval: IntervalRecording) {
    let histogram = LatencyHistogram(interval.response)
    startSeconds = interval.start.inSeconds
    lengthSeconds = interval.length.inSeconds
    ok = interval.ok
    failed = interval.failed
    completed = interval.completed
    p50 = histogram.quantile(0.5).count
    p99 = histogram.quantile(0.99).count
    max = histogram.max.count
    response = histogram.base64
  }
}
