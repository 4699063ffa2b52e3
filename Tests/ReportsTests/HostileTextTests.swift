import Foundation
import FoundationXML
import Reports
import Results
import Statistics
import Testing

/// Names and messages come from peers and files, so each report must show them as mere text.
struct HostileTextTests {
  static let hostile = [
    "\u{1B}[31mred\u{1B}[0m", "two\nlines\r\nand\u{2028}more", "=HYPERLINK(\"http://x\")",
    "+1+1|cmd",
    "@everyone", "-1,\"2\"", "<script>alert(1)</script>",
    "a | b `c` [d](http://e) ![f](g) #1 **h**",
    "|\u{301}a`\u{301}b@\u{301}c", "=\u{301}1+1", "＝1+1", "a;=1+1", "]]><x/>&#0;--><!--",
    "</title></style></svg><img src=x onerror=alert(1)>", "\" onload=\"alert(1)", "{{7*7}}${x}",
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

  @Test(arguments: hostile, [ReportFormat.text, .markdown, .csv, .junit, .prometheus])
  func `no report is longer or has other lines because of hostile text`(
    text: String,
    format: ReportFormat
  ) throws {
    let report = try format.report(Self.document(text))
    let plain = try format.report(Self.document("plain"))
    // A label stands beside each sample, and a quote takes six bytes in XML.
    let most = format == .prometheus ? 40_000 : format == .junit ? 20_000 : 6_000
    #expect(report.utf8.count < plain.utf8.count + most)
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
    if format != .text, format != .junit { #expect(lines(report) == lines(plain)) }
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

  // A value that is empty has no row.
  @Test(arguments: hostile.filter { !$0.isEmpty }, [1, 3])
  func `a page has no elements, attributes or control characters of hostile text`(
    text: String,
    count: Int
  ) throws {
    let pages = try ["plain", text].map { text in
      HTMLReport.text(Array(repeating: try Self.document(text), count: count))
    }
    let elements = pages.map { page in
      page.matches(of: #/<\/?([a-zA-Z!][a-zA-Z0-9-]*)|\s([a-zA-Z-]+)="/#).map { $0.1 ?? $0.2 ?? "" }
    }
    // A legend breaks into lines by its texts, but has the same elements.
    #expect(elements[0] == elements[1])
    #expect(pages[1].utf8.count < pages[0].utf8.count + 40_000)
    let isControl = { (scalar: Unicode.Scalar) in
      scalar != "\n" && [.control, .format].contains(scalar.properties.generalCategory)
    }
    #expect(!pages[1].unicodeScalars.contains { isControl($0) && $0 != "\u{200D}" })
  }

  @Test(arguments: hostile)
  func `JUnit is XML that says the text as it is shown elsewhere`(text: String) throws {
    let document = try XMLDocument(xmlString: ReportFormat.junit.report(Self.document(text)))
    let suite = try #require(document.rootElement()?.elements(forName: "testsuite").first)
    let name = suite.attribute(forName: "name")?.stringValue
    #expect(name == OneLine.text(text, limit: 80))
    #expect(suite.elements(forName: "testcase").count == 2)
  }

  @Test(arguments: hostile)
  func `a Prometheus sample stays one sample`(text: String) throws {
    let plain = try ReportFormat.prometheus.report(Self.document("plain"))
    let lines = try ReportFormat.prometheus.report(Self.document(text)).split(separator: "\n")
    #expect(lines.count == plain.split(separator: "\n").count)
    for line in lines where !line.hasPrefix("#") {
      #expect(line.wholeMatch(of: #/[a-z_]+\{(?:[a-z_]+="(?:[^"\\]|\\["\\])*",?)*\} \S+/#) != nil)
    }
  }

  @Test(arguments: hostile)
  func `a log has no line of hostile text`(text: String) throws {
    var document = try Self.document(text)
    document.environment.version = text
    let log = try ReportFormat.hlog.report(document)
    let payload = #/(?:Tag=[a-z_]+,)?[0-9.]+,[0-9.]+,[0-9.]+,[A-Za-z0-9+\/=]+/#
    for line in log.split(separator: "\n") where !line.hasPrefix("#[") && !line.hasPrefix("\"Start")
    {
      #expect(line.wholeMatch(of: payload) != nil, "\(line.prefix(200))")
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
    document.intervals[0].startSeconds = 1e300
    document.intervals[1].lengthSeconds = -1e300
    document.intervals[2].p99 = .min
    document.intervals[3].max = .max
    document.intervals[3].completed = .max
    document.intervals[4].lengthSeconds = 0
    document.summary.offeredPerSecond = 1e300
    document.summary.clientCPUUserPerCall = 1e300
    document.summary.serverCPUPerCall = -1e300
    document.summary.failed = .max
    document.phases?.firstByte.meanPerCall = .max
    let formats = ReportFormat.allCases.filter { ![.json, .hgrm].contains($0) }
    for format in formats { #expect(try !format.report(document).isEmpty, "\(format)") }
    #expect(!HTMLReport.text([document, document]).isEmpty)
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
