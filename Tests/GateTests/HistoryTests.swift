import Foundation
import Gate
import Results
import Scenarios
import Statistics
import Testing
import Timing

struct HistoryTests {
  /// A history whose latency rises by a tenth at run 15 of 30.
  private func entries() throws -> [HistoryEntry] {
    try (0..<30).map { run in
      let result = try Sample.result(
        latency: .microseconds(run < 15 ? 1_000 : 1_100)
          + Nanoseconds(Int64(run * 7_919 % 13) * 500),
        seed: UInt64(run + 1),
        startedAt: 1_767_323_045 + Double(run) * 86_400,
        commit: "commit\(run)"
      )
      return HistoryEntry(result, commit: nil)
    }
  }

  @Test func `a change is found with the commit that it came with`() throws {
    let series = try #require(History.series(of: entries()).first)
    let changes = series.changes(of: .latency(.response, .p50), by: ChangePoints())
    let change = try #require(changes.first)
    #expect(changes.count == 1)
    #expect(change.entry.commit == "commit15" && change.last.commit == "commit14")
    #expect(!change.isBetter)
    #expect(change.line.hasPrefix("response.p50 worse by +"))
    #expect(change.line.contains("from commit commit15 on 2026-01-17T03:04:05Z, after commit14"))
    #expect(series.changes(of: .memory(.client), by: ChangePoints()).isEmpty)
  }

  @Test func `another machine or scenario is another series, and time is the order`() throws {
    var entries = try entries()
    entries[3].machine = "another"
    entries[4].scenario = "another"
    entries.swapAt(10, 20)
    let series = History.series(of: entries)
    #expect(series.map(\.entries.count).sorted() == [1, 1, 28])
    for one in series { #expect(one.entries.map(\.at) == one.entries.map(\.at).sorted()) }
  }

  @Test func `another question is another series, and a line without one goes with the first`()
    throws
  {
    func entry(_ rate: Int64, asksNothing: Bool = false) throws -> HistoryEntry {
      let perSecond = try Rate(text: "\(rate)")
      let result = try Sample.result(seed: UInt64(rate)) {
        $0.load = .open(rate: perSecond, arrivals: .poisson)
        $0.server.laboratory.seed = UInt64(rate)
      }
      var entry = HistoryEntry(result, commit: nil)
      if asksNothing { entry.question = nil }
      return entry
    }
    let entries = try [
      entry(1_000, asksNothing: true), entry(1_000), entry(5_000), entry(1_000), entry(5_000),
    ]
    let series = History.series(of: entries)
    #expect(series.map(\.entries.count) == [3, 2])
    #expect(series.map { $0.question?.contains("rate_per_s 1000") } == [true, false])
    let heading = series.last?.heading ?? ""
    #expect(heading.hasPrefix("series unary (load.arrivals poisson, load.loop open"), "\(heading)")
    #expect(History.series(of: [entries[0]]).map(\.question) == [nil])
  }

  @Test func `what a history holds reaches the terminal as mere text`() throws {
    var entries = try entries()
    for run in entries.indices {
      entries[run].scenario = "::add-mask::x\u{1B}[2J"
      entries[run].machine = "a\nb"
      entries[run].question = String(repeating: "\u{1B}", count: 1_000)
      entries[run].at += "\u{1B}]0;x\u{7}"
      entries[run].commit += "\n::error::"
    }
    let series = try #require(History.series(of: entries).first)
    let change = try #require(
      series.changes(of: .latency(.response, .p50), by: ChangePoints()).first
    )
    for line in [series.heading, change.line] {
      #expect(line.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control })
      #expect(!line.hasPrefix("::") && line.utf8.count < 1_000)
    }
  }

  @Test func `Otava reads a time, a commit and a column for each metric`() throws {
    let series = try #require(History.series(of: entries()).first)
    let lines = series.otavaCSV.split(separator: "\n")
    #expect(lines.count == 31)
    #expect(lines[0].hasPrefix("time,commit,scenario,response.mean,response.p50,"))
    #expect(lines[1].hasPrefix("2026-01-02T03:04:05Z,commit0,unary,"))
    let columns = Set(
      lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count }
    )
    #expect(columns.count == 1)
  }

  @Test func `a commit from outside is no formula and no new cell`() throws {
    var entries = try entries()
    entries[0].commit = "=cmd(),\"x\"\n2"
    let line = History.series(of: entries)[0].otavaCSV.split(separator: "\n")[1]
    #expect(line.hasPrefix("2026-01-02T03:04:05Z,\"'=cmd(),\"\"x\"\""))
  }

  @Test(arguments: ["|cmd", "%x", "＝1+1", "=\u{301}1+1", "-1", "+1", "@x"])
  func `no sign at which a spreadsheet sees a formula begins a cell`(commit: String) throws {
    var entries = try entries()
    entries[0].commit = commit
    entries[0].scenario = "a;b"
    let line = try #require(
      History.series(of: entries).first { $0.scenario == "a;b" }?.otavaCSV.split(separator: "\n")[1]
    )
    #expect(line.contains(",\"'"), "\(line)")
    #expect(line.contains(",\"a;b\","), "\(line)")
  }

  @Test func `the benchmark action gets the last run's figures of which less is better`() throws {
    let series = try #require(History.series(of: entries()).first)
    let json = try series.benchmarkActionJSON()
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
    )
    let names = figures.compactMap { $0["name"] as? String }
    #expect(names.contains("unary response.p99") && !names.contains("unary achieved"))
    for figure in figures {
      #expect(figure["unit"] is String && figure["value"] is NSNumber && figure["extra"] is String)
    }
  }
}
