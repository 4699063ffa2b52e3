import Foundation
import Reports
import Results
import Statistics
import Testing
import Timing

struct HLOGReportTests {
  /// A line of the log, taken apart.
  struct Line {
    var tag: String?
    var start: Double
    var length: Double
    var longest: Double
    var payload: String

    init?(_ text: Substring) {
      guard !text.hasPrefix("#"), !text.hasPrefix("\"") else { return nil }
      var fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      if let first = fields.first, first.hasPrefix("Tag=") {
        tag = String(first.dropFirst(4))
        fields.removeFirst()
      }
      guard fields.count == 4, let start = Double(fields[0]), let length = Double(fields[1]),
        let longest = Double(fields[2])
      else { return nil }
      (self.start, self.length, self.longest) = (start, length, longest)
      payload = fields[3]
    }
  }

  static func lines(_ result: ResultDocument) throws -> [Line] {
    try HLOGReport.text(result).split(separator: "\n").compactMap { Line($0) }
  }

  @Test(arguments: GoldenTests.samples)
  func `the seconds without a tag add up to the response time of the run`(sample: String) throws {
    let result = try GoldenTests.sample(sample)
    var sum = LatencyHistogram()
    for line in try Self.lines(result) where line.tag == nil {
      sum.add(try LatencyHistogram(base64: line.payload))
    }
    #expect(sum == (try LatencyHistogram(base64: result.histograms.response)))
  }

  @Test(arguments: GoldenTests.samples)
  func `histograms are those of the result bit for bit, and so is what they encode`(sample: String)
    throws
  {
    let result = try GoldenTests.sample(sample)
    let lines = try Self.lines(result)
    let seconds = lines.filter { $0.tag == nil }
    if !result.intervals.isEmpty {
      #expect(seconds.map(\.payload) == result.intervals.map(\.response))
      #expect(seconds.map(\.start) == result.intervals.map(\.startSeconds))
    }
    let tagged = Dictionary(
      uniqueKeysWithValues: lines.compactMap { line in
        line.tag.map { ($0, line.payload) }
      }
    )
    #expect(tagged["failed"] == result.histograms.failed)
    #expect(tagged["service"] == result.histograms.service)
    #expect(tagged["gap"] == result.histograms.gap)
    #expect(tagged["round_trip"] == result.histograms.roundTrip)
    for line in lines {
      let histogram = try LatencyHistogram(base64: line.payload)
      #expect(histogram.base64 == line.payload)
      #expect(abs(line.longest - Double(histogram.max.count) / 1e6) <= 0.0005)
    }
  }

  @Test func `times stand against the beginning of the run`() throws {
    let log = try HLOGReport.text(try Sample.open())
    #expect(log.hasPrefix("#[Logged with grpcbench 0.1.0]\n#[Histogram log format version 1.3]\n"))
    #expect(log.contains("\n#[BaseTime: 1767323045.000 (seconds since epoch)]\n"))
    #expect(log.contains("\n#[StartTime: 1767323045.000 (seconds since epoch), 2026-01-02T"))
  }

  @Test func `a run without intervals is one line of its whole`() throws {
    var result = try Sample.open()
    result.intervals = []
    let whole = try Self.lines(result).filter { $0.tag == nil }
    #expect(whole.map(\.payload) == [result.histograms.response])
    #expect(whole.first?.length == 12)
  }

  @Test func `what is no histogram is not passed on`() throws {
    var result = try Sample.open()
    result.intervals[3].response = "x,y\nTag=evil,0,0,0"
    #expect(throws: HistogramFailure.self) { try HLOGReport.text(result) }
  }

  @Test func `impossible times are told without a trap`() throws {
    var result = try Sample.open()
    result.startedAt = "yesterday\n#[x]"
    result.intervals[0].startSeconds = .nan
    result.intervals[1].startSeconds = -1e300
    result.intervals[2].lengthSeconds = 1e300
    let log = try HLOGReport.text(result)
    #expect(log.contains("[StartTime: 0.000 "))
    #expect(!log.contains("yesterday"))
    #expect(try Self.lines(result).count == result.intervals.count + 2)
  }
}
