import Foundation
import Results
import Testing

@testable import Reports

struct HTMLReportTests {
  static func page(_ names: String...) throws -> String {
    try ReportFormat.html.report(names.map(GoldenTests.sample))
  }

  @Test(arguments: GoldenTests.samples)
  func `a page has no script and asks for nothing`(sample: String) throws {
    let page = try Self.page(sample)
    #expect(!page.contains("<script") && !page.contains("javascript:"))
    #expect(page.contains("default-src 'none'"))
    #expect(!page.contains("url(") && !page.contains("@import") && !page.contains("<img"))
    #expect(page.matches(of: #/\s(src|href)="(?!data:,")/#).isEmpty)
  }

  @Test(arguments: GoldenTests.samples.map { [$0] } + [["closed", "open"], GoldenTests.samples])
  func `every element is closed, and nothing has another's id`(samples: [String]) throws {
    let page = try ReportFormat.html.report(samples.map(GoldenTests.sample))
    let withoutHead = page.replacing(#/<(?:!doctype|meta|link)[^>]*>/#, with: "")
    var open: [Substring] = []
    for tag in withoutHead.matches(of: #/<(/?)([a-z0-9]+)([^>]*?)(/?)>/#) {
      let (_, end, name, _, closed) = tag.output
      if !closed.isEmpty { continue }
      if end.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
    let ids = page.matches(of: #/ id="([^"]*)"/#).map(\.1)
    #expect(Set(ids).count == ids.count && ids.count > 4)
    for used in page.matches(of: #/aria-labelledby="([^"]*)"/#) {
      for id in used.1.split(separator: " ") { #expect(ids.contains(id)) }
    }
  }

  @Test func `the verdict and the figures stand before the charts, the tables after them`() throws {
    let page = try Self.page("open")
    let order = ["class=\"badge", "class=\"reasons", "class=\"tiles", "id=\"percentiles\""]
    let later = ["id=\"latency\"", "id=\"rate\"", "id=\"latency-a\"", "Configuration", "<footer>"]
    let places = try (order + later).map { try #require(page.firstRange(of: $0)).lowerBound }
    #expect(places == places.sorted())
  }

  @Test func `a page says which threshold is broken and why the run was ended early`() throws {
    var document = try GoldenTests.sample("closed")
    #expect(!HTMLReport.text([document]).contains("thresholds"))
    let broken = """
      {"text": "response.p99 > 1us", "metric": "response.p99", "unit": "ns", "limit": 1000,
      "value": 2000, "outcome": "broken", "reason": null}
      """
    document.thresholds = [
      try JSONDecoder().decode(ThresholdOutcome.self, from: Data(broken.utf8))
    ]
    document.endedEarly = "response.p99 > 1us is broken"
    for count in 1...2 {
      let page = HTMLReport.text(Array(repeating: document, count: count))
      let badge = try #require(page.firstRange(of: "class=\"badge")).upperBound
      let tiles = try #require(page.firstRange(of: "class=\"tiles")).lowerBound
      let table = try #require(page.firstRange(of: "id=\"thresholds-a\"")).lowerBound
      let said = page[badge..<tiles]
      #expect(said.contains("<li>ended early: response.p99 &gt; 1us is broken</li>"))
      #expect(said.contains("<li>1 of 1 threshold is broken</li>"))
      #expect(table > tiles && page[table...].contains("BROKEN"))
    }
  }

  @Test func `an open loop shows both clocks, a closed one says that it has one`() throws {
    let open = try Self.page("open")
    #expect(open.contains("data-legend=\"response\"") && open.contains("data-legend=\"service\""))
    let closed = try Self.page("closed")
    #expect(closed.contains("data-legend=\"response = service\""))
    #expect(closed.contains("A closed loop has one clock."))
  }

  @Test func `a run of nothing is a page that says so`() throws {
    let page = try Self.page("empty")
    #expect(page.contains("No call was offered while measuring."))
    #expect(!page.contains("<svg") && page.contains("<dd class=\"value\">–</dd>"))
  }

  @Test func `several runs lie over each other, each with its own name and colour`() throws {
    let page = try Self.page("closed", "open", "mixed", "paced")
    #expect(page.contains("4 runs beside each other"))
    for (index, name) in ["A unary", "B unary-open-loop"].enumerated() {
      let line = "stroke=\"var(--series-\(index + 1))\" data-series=\"\(name)\""
      #expect(page.contains(line), "\(line)")
      #expect(page.contains("data-legend=\"\(name)\""))
    }
    for id in ["a", "b", "c", "d"] { #expect(page.contains("id=\"run-\(id)\"")) }
  }

  @Test func `a broken histogram is drawn from the table, and the page says so`() throws {
    var result = try GoldenTests.sample("open")
    result.histograms.response = "broken"
    let page = HTMLReport.text([result])
    #expect(page.contains("A histogram could not be read"))
    let p99 = result.latency.response.p99
    #expect(
      page.contains("data-series=\"response\" data-name=\"p99\" data-value=\"\(Double(p99))\"")
    )
  }

  @Test func `an hour of a million calls is a small page that is there at once`() throws {
    let result = try Sample.hour()
    let clock = ContinuousClock()
    var page = ""
    let time = clock.measure {
      page = HTMLReport.text([result, result]) + HTMLReport.text([result])
    }
    // A release build takes some 20 ms; tests are built without optimization and share the machine.
    #expect(time < .seconds(20))
    #expect(HTMLReport.text([result]).utf8.count < 150_000, "\(page.utf8.count)")
    // The stalled second is there, though 15 share a place.
    #expect(page.contains("max 1.90 s") && page.contains("class=\"band\""))
  }

  @Test func `more results than a page holds are not drawn`() throws {
    let results = Array(repeating: try Sample.closed(), count: HTMLReport.mostResults + 3)
    let page = HTMLReport.text(results)
    #expect(page.contains("\(HTMLReport.mostResults) runs beside each other"))
  }
}
