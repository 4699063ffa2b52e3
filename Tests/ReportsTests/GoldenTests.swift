import Foundation
import Reports
import Results
import Testing

/// Each report of each sample is the file under `Golden/`; `GOLDEN=write` in the environment writes
/// them anew.
struct GoldenTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")

  static let samples = ["closed", "open", "empty", "server-streaming", "paced", "mixed", "targets"]

  static func sample(_ name: String) throws -> ResultDocument {
    switch name {
    case "closed": try closed.get()
    case "open": try open.get()
    case "server-streaming": try serverStreaming.get()
    case "paced": try paced.get()
    case "mixed": try mixed.get()
    case "targets": try targets.get()
    default: try empty.get()
    }
  }

  private static let closed = Result { try Sample.closed() }
  private static let open = Result { try Sample.open() }
  private static let empty = Result { try Sample.empty() }
  private static let serverStreaming = Result { try Sample.serverStreaming() }
  private static let paced = Result { try Sample.pacedPingPong() }
  private static let mixed = Result { try Sample.mixed() }
  private static let targets = Result { try Sample.targets() }

  static let formats: [ReportFormat] = [
    .text, .markdown, .csv, .hgrm, .hlog, .junit, .prometheus,
  ]

  @Test(arguments: samples, formats)
  func `a report is its golden file`(sample: String, format: ReportFormat) throws {
    let report = try format.report(Self.sample(sample))
    try Self.compare(format == .hlog ? Self.withoutPayload(report) : report, "\(sample).\(format)")
  }

  @Test(arguments: [["open"], ["paced"], ["mixed", "closed", "open"]])
  func `a page is its golden file`(names: [String]) throws {
    let page = try ReportFormat.html.report(names.map(Self.sample))
    // One element on each line, so that a change can be read.
    try Self.compare(
      page.replacing("><", with: ">\n<"),
      "\(names.joined(separator: "+")).html"
    )
  }

  @Test(arguments: [ReportFormat.text, .markdown, .csv, .junit, .prometheus])
  func `several results together are their golden file`(format: ReportFormat) throws {
    let report = try format.report(["closed", "open"].map(Self.sample))
    try Self.compare(report, "closed+open.\(format)")
  }

  static func compare(_ report: String, _ name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try report.write(to: file, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(report == golden, "\(name); GOLDEN=write swift test writes it anew")
  }

  /// A log without its histograms, whose bytes are the business of zlib's version.
  private static func withoutPayload(_ log: String) -> String {
    log.split(separator: "\n").map { line in
      guard let comma = line.lastIndex(of: ","), !line.hasPrefix("#"), !line.hasPrefix("\"") else {
        return String(line)
      }
      return String(line[...comma]) + "…"
    }.joined(separator: "\n") + "\n"
  }

  @Test(arguments: samples, ReportFormat.allCases)
  func `a stored result is told like a fresh one`(sample: String, format: ReportFormat) throws {
    let document = try Self.sample(sample)
    let stored = try ResultDocument(json: document.json(), source: "memory")
    #expect(try format.report(stored) == format.report(document))
    #expect(try format.report(stored).hasSuffix("\n"))
  }
}
