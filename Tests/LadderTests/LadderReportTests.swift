import Foundation
import Ladder
import Reports
import Testing

/// Each report of each ladder is the file under `Golden/`; `GOLDEN=write` in the environment writes
/// them anew.
@Suite struct LadderReportTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
  static let samples = ["plain", "planted", "stopped", "short"]

  static func sample(_ name: String) -> Journal {
    switch name {
    case "planted":
      return Climb(seed: 2) { payload, cell in
        Climb.plainCost(payload, cell) * (cell == Cell(.grpc, .json) ? 1.1 : 1)
      }.journal
    case "stopped":
      var journal = Climb(seed: 3, payloads: ["mixed", "text"]).journal
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
    #expect(Set(cells) == [28])
  }

  @Test(arguments: samples, LadderFormat.allCases)
  func `a stored ladder is told like a fresh one`(sample: String, format: LadderFormat) throws {
    let journal = Self.sample(sample)
    let stored = try Journal.read(journal.data()).journal
    #expect(try format.report(stored) == format.report(journal))
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
