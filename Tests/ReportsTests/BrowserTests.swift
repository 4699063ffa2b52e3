import Foundation
import Results
import Testing

@testable import Reports

/// What a page claims, looked at in a browser.
@Suite(.serialized, .enabled(if: Browser.isThere, Browser.reason))
struct BrowserTests {
  @Test(arguments: [["open"], ["paced"], ["closed", "open", "mixed"]])
  func `a page says nothing on the console and asks for nothing`(samples: [String]) throws {
    let visit = try Browser.visit(ReportFormat.html.report(samples.map(GoldenTests.sample)))
    #expect(visit.dom.contains("id=\"percentiles\""))
    #expect(visit.console.isEmpty, "\(visit.console)")
    #expect(visit.requests.isEmpty, "\(visit.requests)")
  }

  @Test func `a page that errs and asks is noticed`() throws {
    let visit = try Browser.visit(
      """
      <!doctype html><title>bad</title><img src="http://127.0.0.1:9/picture.png">
      <script>console.error("wrong")</script>
      """
    )
    #expect(visit.console.contains { $0.contains("wrong") })
    #expect(visit.requests.contains("http://127.0.0.1:9/picture.png"))
  }

  @Test func `a script that got into a page would not run`() throws {
    let page = try HTMLReportTests.page("open").replacing(
      "</body>",
      with: "<script>document.title = 'owned'</script><img src=http://127.0.0.1:9/x></body>"
    )
    let visit = try Browser.visit(page)
    #expect(visit.dom.contains("<script>") && !visit.dom.contains("<title>owned"))
    #expect(!visit.requests.contains("http://127.0.0.1:9/x"))
    #expect(!visit.console.isEmpty, "the policy's refusals are told")
  }

  @Test(arguments: ["response", "service"])
  func `what the curve shows at p99 is what the table says`(clock: String) throws {
    let dom = try Browser.visit(try HTMLReportTests.page("open")).dom
    let chart = try #require(dom.firstMatch(of: #/<svg[^>]* id="percentiles".*?</svg>/#)).output
    let dot = try #require(
      chart.firstMatch(
        of: try Regex("<circle[^>]*data-series=\"\(clock)\" data-name=\"p99\".*?</circle>")
      )
    )
    let circle = String(chart[dot.range])
    let (x, y) = (try Self.number("cx", in: circle), try Self.number("cy", in: circle))

    // The curve goes through the dot, which stands at 99 % …
    let path = try #require(
      chart.firstMatch(
        of: try Regex("<path[^>]*data-series=\"\(clock)\"[^>]* d=\"([^\"]*)\"")
      )
    )
    let curve = try #require(path.output[1].substring)
    #expect(curve.contains("L\(Markup.number(x)) \(Markup.number(y))"))
    let ticks = try Self.ticks(chart)
    #expect(abs(try #require(ticks.across.first { $0.value == 100 }).place - x) < 0.11)

    // … and at the height of the table's value, as the marks of the axis have it.
    let height = Self.value(at: y, ticks.up)
    let row = try #require(
      dom.firstMatch(of: #/<table id="latency-a">.*?<td>p99</td>(.*?)</tr>/#)
    ).1
    let cells = row.matches(of: #/<td[^>]*>([^<]*)</td>/#).map { String($0.1) }
    let told = cells[clock == "response" ? 0 : 2]
    let value = try Self.number("data-value", in: circle)
    #expect(Figure.measured(value) == told)
    #expect(abs(height / value - 1) < 0.01, "\(height) ns for \(told)")
  }

  @Test func `the legend of an overlay has each line's name in the line's colour`() throws {
    let names = ["closed", "open", "mixed", "paced"]
    let dom = try Browser.visit(ReportFormat.html.report(names.map(GoldenTests.sample))).dom
    for id in ["percentiles", "rate", "latency"] {
      let found = try #require(
        dom.firstMatch(of: try Regex("<svg[^>]* id=\"\(id)\".*?</svg>"))
      )
      let chart = dom[found.range]
      let look = #""([^"]*)"(?: stroke-dasharray="([^"]*)")?"#
      let line = try Regex(
        #"<path class="line" stroke="([^"]*)" data-series="# + look,
        as: (Substring, Substring, Substring, Substring?).self
      )
      let entry = try Regex(
        #"data-legend="([^"]*)"><path class="line" stroke="# + look + " .*?<text[^>]*>([^<]*)<",
        as: (Substring, Substring, Substring, Substring?, Substring).self
      )
      let (lines, entries) = (chart.matches(of: line), chart.matches(of: entry))
      let told = entries.map { "\($0.1) \($0.2) \($0.3 ?? "")" }
      #expect(Set(told) == Set(lines.map { "\($0.2) \($0.1) \($0.3 ?? "")" }))
      #expect(Set(told).count == told.count && told.count == 4)
      #expect(entries.allSatisfy { $0.1 == $0.4 })
      let swatches = dom.matches(of: #/background:(var\(--series-\d\))"></span>([^<]*)</#)
      for swatch in swatches {
        #expect(lines.contains { $0.1 == swatch.1 && $0.2.hasPrefix(swatch.2) })
      }
    }
  }

  /// Runs in the page: how wide it is, and which texts of a chart lie over each other or outside.
  private static let measuring = """
    <script>
    const clash = [];
    for (const chart of document.querySelectorAll('svg.chart')) {
      const edge = chart.getBoundingClientRect();
      const boxes = [...chart.querySelectorAll('text')].map(t => [t, t.getBoundingClientRect()]);
      boxes.forEach(([t, a], i) => {
        if (a.left < edge.left - 1 || a.right > edge.right + 1 || a.bottom > edge.bottom + 1)
          clash.push(chart.id + ' outside: ' + t.textContent);
        for (const [u, b] of boxes.slice(i + 1))
          if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3
              && b.top < a.bottom - 3)
            clash.push(chart.id + ': ' + t.textContent + ' over ' + u.textContent);
      });
    }
    parent.document.body.dataset.width = document.documentElement.scrollWidth;
    parent.document.body.dataset.clash = clash.join('; ');
    </script></body>
    """

  @Test(arguments: [1_280, 768, 390], [["open"], ["mixed"], ["closed", "open", "paced"]])
  func `no text lies over another, and nothing is wider than the screen`(
    width: Int,
    samples: [String]
  ) throws {
    let page = try ReportFormat.html.report(samples.map(GoldenTests.sample))
      .replacing(#/<meta http-equiv="Content-Security-Policy"[^>]*>/#, with: "")
      .replacing("</body>", with: Self.measuring)
    // A window has a least width, a frame has none.
    let frame =
      "<!doctype html><body><iframe width=\(width) height=900 style=\"border:0\" srcdoc=\""
    let dom = try Browser.visit(frame + Markup.escaped(page) + "\"></iframe></body>").dom
    let shown = try #require(dom.firstMatch(of: #/data-width="(\d+)" data-clash="([^"]*)"/#))
    #expect(Int(shown.1) == width)
    #expect(shown.2.isEmpty, "\(shown.2)")
  }

  // What is read from a chart.

  private static func number(_ name: String, in element: String) throws -> Double {
    let found = try #require(element.firstMatch(of: try Regex(" \(name)=\"([^\"]*)\"")))
    return try #require(found.output[1].substring.flatMap { Double($0) })
  }

  private typealias Mark = (value: Double, place: Double)

  /// The grid's lines: upright ones by their place across, lying ones by their height.
  private static func ticks(_ chart: Substring) throws -> (across: [Mark], up: [Mark]) {
    var ticks: (across: [Mark], up: [Mark]) = ([], [])
    for tick in chart.matches(of: #/data-tick="([^"]*)" d="M([0-9.]+) ([0-9.]+)([HV])/#) {
      let value = try #require(Double(tick.1))
      if tick.4 == "V" {
        ticks.across.append((value, try #require(Double(tick.2))))
      } else {
        ticks.up.append((value, try #require(Double(tick.3))))
      }
    }
    return ticks
  }

  /// The value at a height between two marks of a logarithmic axis.
  private static func value(at y: Double, _ ticks: [Mark]) -> Double {
    guard let first = ticks.first, let last = ticks.last else { return .nan }
    let share = (y - first.place) / (last.place - first.place)
    return first.value * pow(last.value / first.value, share)
  }
}
