internal import Foundation
public import Results
internal import Statistics
internal import Timing

/// Histograms as HdrHistogram's log (`.hlog`, version 1.3): what its readers and plotters open.
///
/// The response time has a line for each second of the run, without a tag. Of the other clocks only
/// the whole run is known, so each has one line with its name as a tag. The histograms are those of
/// the result, byte for byte.
public enum HLOGReport {
  /// - Throws: `HistogramFailure` if a histogram of the result is broken.
  public static func text(_ result: ResultDocument) throws -> String {
    let lines = try intervals(result) + wholes(result)
    return (head(result) + lines).joined(separator: "\n") + "\n"
  }

  private static func head(_ result: ResultDocument) -> [String] {
    let version = OneLine.text(result.environment.version, limit: 40)
    let start = (try? Date(result.startedAt, strategy: .iso8601)) ?? Date(timeIntervalSince1970: 0)
    let seconds = decimal(start.timeIntervalSince1970)
    return [
      "#[Logged with grpcbench \(version)]",
      "#[Histogram log format version 1.3]",
      "#[Values are nanoseconds; lines without a tag are the response time by the second]",
      "#[Lines with a tag are another clock in the whole run]",
      "#[BaseTime: \(seconds) (seconds since epoch)]",
      "#[StartTime: \(seconds) (seconds since epoch), \(start.formatted(.iso8601))]",
      #""StartTimestamp","Interval_Length","Interval_Max","Interval_Compressed_Histogram""#,
    ]
  }

  private static func intervals(_ result: ResultDocument) throws -> [String] {
    guard !result.intervals.isEmpty else {
      return [try line(nil, 0, result.summary.durationSeconds, result.histograms.response)]
    }
    return try result.intervals.map {
      try line(nil, $0.startSeconds, $0.lengthSeconds, $0.response)
    }
  }

  private static func wholes(_ result: ResultDocument) throws -> [String] {
    let all = result.histograms
    let histograms = [
      ("service", all.service), ("first_message", all.firstMessage),
      ("first_message_service", all.firstMessageService), ("gap", all.gap),
      ("round_trip", all.roundTrip), ("round_trip_service", all.roundTripService),
      ("message_lag", all.messageLag), ("failed", all.failed),
    ]
    return try histograms.compactMap { tag, histogram in
      try histogram.map { try line(tag, 0, result.summary.durationSeconds, $0) }
    }
  }

  private static func line(_ tag: String?, _ start: Double, _ length: Double, _ base64: String)
    throws -> String
  {
    // What is no histogram is not passed on as one.
    let longest = Double(try LatencyHistogram(base64: base64).max.count) / 1e6
    let fields = [decimal(start), decimal(length), decimal(longest), base64]
    return (tag.map { "Tag=\($0)," } ?? "") + fields.joined(separator: ",")
  }

  /// Three digits after the point.
  private static func decimal(_ value: Double) -> String {
    let thousandths = Int64((min(max(value.isNaN ? 0 : value, 0), 1e14) * 1_000).rounded())
    let rest = String(thousandths % 1_000)
    return "\(thousandths / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest)"
  }
}
