import Bytes
import Foundation
import Ladder
import Reports
import Scenarios
import Testing

/// Each report of each ladder is the file under `Golden/`; `GOLDEN=write` in the environment writes
/// them anew.
@Suite struct LadderReportTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  static let samples = ["plain", "planted", "adding", "stopped", "short"]

  static func sample(_ name: String) -> Journal {
    switch name {
    case "planted":
      var climb = Climb(seed: 2) { payload, cell in
        Climb.plainCost(payload, cell) * (cell == Cell(.grpc, .json) ? 1.1 : 1)
      }
      climb.design.connections = 1
      climb.busy = { $0.carrier == .http1 ? 0.95 : 0.46 }
      return climb.journal
    case "adding":
      // JSON costs the same time over a dearer carrier; the machine stands still at times, and the
      // build kept no means.
      var climb = Climb(seed: 5) { _, cell in
        (cell.carrier == .http1 ? 20_000 : 10_000) + (cell.encoding == .json ? 5_000 : 0)
      }
      climb.drift = 0.05
      climb.tail = 0.6
      climb.medianShare = nil
      return climb.journal
    case "stopped":
      var journal = Climb(seed: 3, payloads: [.mixed, .text]).journal
      journal.entries.removeLast(300)
      return journal
    case "short": return Climb(seed: 4, rounds: 2).journal
    default: return Climb(seed: 1).journal
    }
  }

  @Test(arguments: samples, [LadderFormat.text, .markdown])
  func `a report is its golden file`(sample: String, format: LadderFormat) throws {
    let journal = Self.sample(sample)
    let resampling =
      sample == "plain" ? Resampling(journal, ladders: 200, seed: 1) : nil
    try expectGolden(
      format.report(journal, resampling),
      "\(sample).\(format.rawValue)"
    )
  }

  @Test func `plots are their golden files`() throws {
    for plot in LadderPlots.files(Self.sample("planted")) {
      try expectGolden(plot.svg, plot.name)
    }
  }

  @Test func `the page shows every plot that is written`() throws {
    let journal = Self.sample("stopped")
    let page = LadderReport.markdown(journal, nil, plots: "figures/")
    let files = LadderPlots.files(journal).map(\.name)
    #expect(files.count == 4)
    for file in files { #expect(page.contains("](figures/\(file))"), "\(file)") }
  }

  @Test func `raw data has a line for each slice, with as many cells as the head`() throws {
    let journal = Self.sample("short")
    let lines = try LadderFormat.csv.report(journal).split(separator: "\n")
    #expect(lines.count == journal.entries.count + 1)
    let cells = lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    #expect(Set(cells) == [30])
  }

  @Test(arguments: samples, LadderFormat.allCases)
  func `a stored ladder is told like a fresh one`(sample: String, format: LadderFormat) throws {
    let journal = Self.sample(sample)
    let stored = try Journal.read(journal.data()).journal
    #expect(try format.report(stored) == format.report(journal))
  }

  @Test func `the answer comes first, and is short`() throws {
    let journal = Climb(seed: 3, payloads: [.mixed, .text, .data]).journal
    let lines = try LadderFormat.markdown.report(journal)
      .split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines[2].hasPrefix("| payload |"))
    #expect(lines[4...6].map { $0.split(separator: " ")[1] } == ["mixed", "text", "data"])
    #expect(lines.count < 165, "\(lines.count) lines")
  }

  @Test func `response times that say nothing are told in one line`() throws {
    let page = try LadderFormat.markdown.report(Self.sample("adding"))
    #expect(page.contains("Not told: p99 at 20 %, p99 at 40 %, p99 at 60 %."))
    #expect(!page.contains("| p99"))
    #expect(page.contains("| p50 at 20 % |"))
    let plain = try LadderFormat.markdown.report(Self.sample("plain"))
    #expect(!plain.contains("Not told"))
    #expect(plain.contains("| p99 at 20 % |"))
  }

  @Test func `the ladder in the repository is read and told by this build`() throws {
    let root = Self.folder.appending(path: "../../..").standardizedFileURL
    let path = root.appending(path: "Results/protobuf-vs-json/journal.jsonl").path
    let journal = try JournalFile.read(path).journal
    #expect(journal.isComplete)
    for found in Findings(journal).payloads {
      #expect(found.codec?.rows.count == 3, "\(found.payload)")
      #expect(found.busy?.count == 6, "\(found.payload)")
      #expect(found.measures.allSatisfy { $0.cells.count == 6 }, "\(found.payload)")
    }
    for format in LadderFormat.allCases { #expect(try !format.report(journal).isEmpty) }
  }

  private func expectGolden(_ text: String, _ name: String) throws {
    let file = Self.folder.appending(path: name)
    if ProcessInfo.processInfo.environment["GOLDEN"] == "write" {
      try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let golden = try String(contentsOf: file, encoding: .utf8)
    #expect(text == golden, "\(name); GOLDEN=write swift test writes it anew")
  }
}
