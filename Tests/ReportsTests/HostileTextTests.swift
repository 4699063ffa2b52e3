import Foundation
import Reports
import Results
import Testing

/// Names and messages come from peers and files, so each report must show them as mere text.
struct HostileTextTests {
  static let hostile = [
    "\u{1B}[31mred\u{1B}[0m", "two\nlines\r\nand\u{2028}more", "=HYPERLINK(\"http://x\")",
    "+1+1|cmd",
    "@everyone", "-1,\"2\"", "<script>alert(1)</script>",
    "a | b `c` [d](http://e) ![f](g) #1 **h**",
    "\u{202E}backwards", "\u{0}nul\u{7F}", "www.example.org",
    String(repeating: "🙂long", count: 200_000),
    "",
  ]

  static let sample = Result { try Sample.mixed() }

  static func document(_ text: String) throws -> ResultDocument {
    var document = try sample.get()
    document.scenario = .object(["name": .string(text)])
    document.calls[1].name = text
    document.calls[1].method = text
    document.environment.host = text
    document.environment.kernel = text
    document.environment.commit = text
    document.startedAt = text
    document.summary.status[text] = 3
    document.summary.failures = [Summary.Failure(status: text, message: text, count: 3)]
    document.validity.reasons = [text]
    return document
  }

  @Test(arguments: hostile, [ReportFormat.text, .markdown, .csv])
  func `no report is longer or has other lines because of hostile text`(
    text: String,
    format: ReportFormat
  ) throws {
    let report = try format.report(Self.document(text))
    let plain = try format.report(Self.document("plain"))
    #expect(report.utf8.count < plain.utf8.count + 6_000)
    #expect(
      report.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    )
    #expect(
      !report.unicodeScalars.contains {
        $0.properties.generalCategory == .format && $0 != "\u{200D}"
      }
    )
    let lines = { (report: String) in report.split(separator: "\n").count }
    // The text report wraps; the others have their lines fixed.
    if format != .text { #expect(lines(report) == lines(plain)) }
  }

  @Test(arguments: hostile)
  func `a CSV row has the columns of its header and no formula`(text: String) throws {
    let lines = try CSVReport.text([Self.document(text)]).split(separator: "\n")
    let header = lines[0].split(separator: ",", omittingEmptySubsequences: false)
    #expect(lines.count == 5, "the total and three kinds of call")
    for cells in lines.dropFirst().map({ Self.cells(String($0)) }) {
      #expect(cells.count == header.count)
      for cell in cells { #expect(cell.first.map { !"=+-@".contains($0) } ?? true, "\(cell)") }
    }
  }

  @Test(arguments: hostile)
  func `markdown has no markup of its own`(text: String) throws {
    let report = try ReportFormat.markdown.report(Self.document(text))
    #expect(!report.contains("<script") && !report.contains("@everyone"))
    #expect(!report.contains("http://") && !report.contains("www."))
    let unescaped = report.replacing("\\]", with: "").replacing("\\*", with: "")
    #expect(!unescaped.contains("](") && !unescaped.contains("*"))
    for line in report.split(separator: "\n") where line.hasPrefix("| failures") {
      #expect(line.split(separator: " | ").count == 3)
    }
  }

  @Test func `impossible figures in a stored result are told without a trap`() throws {
    var document = try Self.sample.get()
    document.summary.durationSeconds = 1e300
    document.summary.achievedPerSecond = 1e300
    document.summary.achievedPerSecondCI95 = [1]
    document.summary.calls = 0
    document.summary.ok = .max
    document.summary.failures = (0..<9).map { _ in
      Summary.Failure(status: "OK", message: "", count: .max)
    }
    document.latency.response.p50 = .min
    document.latency.response.max = .max
    document.latency.response.ci95?.p99 = []
    document.summary.messagesSent = .max
    document.summary.messagesSentPerSecond = 1e300
    document.summary.bytesSentPerSecond = -1e300
    document.summary.cancelled = .max
    document.summary.status["CANCELLED"] = 1
    document.latency.gap?.p50 = .min
    document.phases?.firstByte.shareOfTime = 1e300
    document.phases?.trailers.shareOfTime = -1e300
    document.phases?.messages.calls = .max
    document.phases?.sending.sum = .min
    document.phases?.sending.p99 = .max
    document.responseSum = .min
    document.latency.response.outOfRange = .max
    document.calls[0].calls = .max
    document.calls[1].failed = .max
    document.calls[1].weight = .min
    document.calls += Array(repeating: document.calls[2], count: 1_000)
    document.peerSettings = PeerSettings(
      initialWindowSize: .min,
      maxFrameSize: .max,
      headerTableSize: -1,
      maxConcurrentStreams: -1,
      maxHeaderListSize: nil
    )
    document.validity.evidence.busyShares = Array(repeating: -1e300, count: 1_000)
    for format in [ReportFormat.text, .markdown, .csv] {
      #expect(try !format.report(document).isEmpty)
    }
    document.histograms.response = "not a histogram"
    #expect(throws: (any Error).self) { try ReportFormat.hgrm.report(document) }
  }

  /// The cells of one CSV row.
  private static func cells(_ row: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in row {
      switch character {
      case "\"": isQuoted.toggle()
      case "," where !isQuoted: cells.append("")
      default: cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
