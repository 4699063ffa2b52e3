import Foundation
import FoundationXML
import Testing

@testable import Reports

struct ChartTests {
  /// One of each mark.
  static let charts: [String: Chart] = [
    "lines": Chart(
      id: "lines",
      title: "Latency by percentile",
      summary: "Two clocks on a logarithmic axis.",
      across: .percentiles("percentile", count: 10_000),
      up: .logarithmic("latency", [50_000, 2e6], .time),
      marks: [
        Line(
          name: "response <b>",
          colour: .series(0),
          points: [
            Point(x: 1, y: 60_000), Point(x: 10, y: 90_000), Point(x: 100, y: 400_000),
            Point(x: 10_000, y: 2e6),
          ],
          stations: [
            Line.Station(
              point: Point(x: 100, y: 400_000),
              name: "p99",
              text: "p99 response 400 µs"
            )
          ]
        ),
        Line(
          name: "service",
          colour: .series(1),
          dash: .dashed,
          points: [
            Point(x: 1, y: 50_000), Point(x: 10, y: .nan), Point(x: 100, y: 300_000),
            Point(x: 10_000, y: 1e6),
          ],
          isStepped: true
        ),
        Rule(name: "limit", place: .y(1e6), colour: .bad),
      ]
    ),
    "band": Chart(
      id: "band",
      title: "Rate",
      summary: "Least and greatest rate.",
      across: .elapsed("time", through: 90),
      up: .linear("calls/s", through: 1_234, .rate),
      marks: [
        Band(
          name: "least to greatest",
          colour: .series(0),
          slices: [
            Band.Slice(x: 0, lower: 900, upper: 1_100), Band.Slice(x: 90, lower: 700, upper: 1_234),
          ]
        ),
        Rule(name: "stall", place: .x(70)),
      ]
    ),
    "bars": Chart(
      id: "bars",
      title: "CPU per call",
      summary: "Client beside server.",
      across: .linear("", through: 1_400, .time),
      up: .names(["server", "client"]),
      marks: [
        Bars(
          direction: .across,
          breadth: 0.6,
          bars: [
            Bars.Bar(
              place: 1.5,
              parts: [
                Bars.Part(name: "user", colour: .series(0), value: 300, text: "user 300 ns"),
                Bars.Part(name: "system", colour: .series(1), value: 900, text: "system 900 ns"),
              ],
              label: "1.20 µs"
            ),
            Bars.Bar(
              place: 0.5,
              parts: [Bars.Part(name: "", colour: .quiet, value: 1, text: "1 ns")],
              label: "1 ns"
            ),
          ]
        )
      ]
    ),
    "whiskers": Chart(
      id: "whiskers",
      title: "Change",
      summary: "Estimates with intervals.",
      across: .linear("", through: 4, .count),
      up: .names(["one", "two"]),
      marks: [
        Whiskers(
          name: "change",
          colour: .series(2),
          whiskers: [
            Whiskers.Whisker(place: 0.5, value: 1, lower: 0.5, upper: 2, text: "1 (0.5 … 2)"),
            Whiskers.Whisker(place: 1.5, value: 3, lower: 2.5, upper: 3.25, text: "3"),
          ]
        ),
        Bars(
          direction: .up,
          breadth: 0.5,
          bars: [
            Bars.Bar(
              place: 1,
              parts: [Bars.Part(name: "failed", colour: .bad, value: 1, text: "1 failed")],
              label: "1"
            )
          ]
        ),
      ]
    ),
  ]

  @Test(arguments: charts.keys.sorted())
  func `a chart is its golden file`(name: String) throws {
    let chart = try #require(Self.charts[name])
    // One element on each line, so that a change can be read.
    let svg = chart.standalone.replacing("><", with: ">\n<")
    try GoldenTests.compare(svg, "chart-\(name).svg")
  }

  @Test(arguments: charts.keys.sorted())
  func `a chart is well-formed, has a name and is told to those who do not see it`(name: String)
    throws
  {
    let svg = try #require(Self.charts[name]).standalone
    let root = try #require(try XMLDocument(xmlString: svg).rootElement())
    #expect(svg.contains(" role=\"img\" "))
    #expect(svg.contains(" aria-labelledby=\"\(name)-title \(name)-desc\""))
    #expect(svg.contains("<title id=\"\(name)-title\">"))
    #expect(svg.contains("<desc id=\"\(name)-desc\">"))
    #expect(root.elements(forName: "title").first?.stringValue?.isEmpty == false)
    #expect(root.elements(forName: "desc").first?.stringValue?.isEmpty == false)
  }

  @Test func `a legend has each name once and breaks where the line is full`() {
    let line = { (name: String) in Line(name: name, colour: .series(0), points: []) }
    let legend = Legend([line("one"), line("two"), line("one"), line("")], width: 1_000)
    #expect(legend.entries.map(\.name) == ["one", "two"])
    #expect(legend.height == Legend.lineHeight)
    #expect(Legend([line("one"), line("two")], width: 60).height == 2 * Legend.lineHeight)
    #expect(Legend([], width: 60).height == 0)
  }

  @Test func `nothing is drawn outside of the chart, whatever the values are`() throws {
    let odd = [0, -1, 1e300, -1e300, .infinity, -.infinity, .nan, 5]
    let points = odd.flatMap { x in odd.map { Point(x: x, y: $0) } }
    let chart = Chart(
      id: "odd",
      title: "odd",
      summary: "odd",
      across: .elapsed("time", through: 10),
      up: .logarithmic("latency", odd, .time),
      marks: [
        Line(name: "line", colour: .series(7), points: points),
        Band(
          name: "band",
          colour: .good,
          slices: odd.map { Band.Slice(x: $0, lower: $0, upper: -$0) }
        ),
      ]
    )
    let paths = chart.svg.matches(of: #/ d="([^"]*)"/#).map(\.1)
    #expect(paths.count > 10)
    for number in paths.flatMap({ $0.matches(of: /-?[0-9.]+/) }) {
      let value = try #require(Double(String(number.0)))
      #expect((0...460).contains(value), "\(value)")
    }
  }
}
